import { MtOp, type MtOpCode } from "./mt-op.js";

/** What the count of an operation counts. `none`: it is ignored. */
export type MtCount =
  | "none"
  | "files"
  | "file marks"
  | "blocks"
  | "set marks"
  | "block address"
  | "bytes"
  | "density"
  | "buffers"
  | "0 or 1"
  | "partition"
  | "megabytes";

/** One operation of MTIOCTOP. */
export interface MtOperation {
  readonly code: MtOpCode;
  /** Command words of ftmt, GNU mt and mt-st; the first is ftmt's where it has one. */
  readonly names: readonly string[];
  readonly count: MtCount;
  /** Changes what is recorded: needs a unit that is open for writing. */
  readonly writes: boolean;
  readonly summary: string;
}

type Row = readonly [
  code: MtOpCode,
  names: string,
  count: MtCount,
  access: "w" | "",
  summary: string,
];

const rows: readonly Row[] = [
  [MtOp.Reset, "reset", "none", "", "reset the drive"],
  [MtOp.Fsf, "fsf", "files", "", "forward over file marks, behind the last of them"],
  [MtOp.Bsf, "bsf", "file marks", "", "back over file marks"],
  [MtOp.Fsr, "fsr", "blocks", "", "forward over blocks"],
  [MtOp.Bsr, "bsr", "blocks", "", "back over blocks"],
  [MtOp.Weof, "weof eof", "file marks", "w", "write file marks"],
  [MtOp.Rewind, "rewind", "none", "", "to the beginning of the tape"],
  [MtOp.Offline, "offline rewoffl eject", "none", "", "rewind and take the unit off line"],
  [MtOp.Nop, "nop", "none", "", "flush buffers; on a floppy tape, read header and table"],
  [MtOp.Retension, "retension", "none", "", "wind to the end of the tape and back"],
  [MtOp.Bsfm, "bsfm", "file marks", "", "back over file marks, other side of the last"],
  [MtOp.Fsfm, "fsfm", "file marks", "", "forward over file marks, in front of the last"],
  [MtOp.Eom, "eom eod seod", "none", "", "behind what is recorded"],
  [MtOp.Erase, "erase", "none", "w", "erase; on a floppy tape, empty the volume table"],
  [MtOp.Ras1, "ras1", "none", "", "reserved"],
  [MtOp.Ras2, "ras2", "none", "", "reserved"],
  [MtOp.Ras3, "ras3", "none", "", "reserved"],
  [MtOp.SetBlockSize, "setblk", "bytes", "", "block size; 0 is variable"],
  [MtOp.SetDensity, "setdensity", "density", "", "recording density"],
  [MtOp.Seek, "seek", "block address", "", "to a block of the whole tape"],
  [MtOp.Tell, "tell", "none", "", "block address; asked for by MTIOCPOS"],
  [MtOp.SetDriveBuffer, "setdrvbuffer drvbuffer", "buffers", "", "buffers of the driver"],
  [MtOp.Fss, "fss", "set marks", "", "forward over set marks"],
  [MtOp.Bss, "bss", "set marks", "", "back over set marks"],
  [MtOp.Wsm, "wset", "set marks", "w", "write set marks"],
  [MtOp.Lock, "lock", "none", "", "lock the door"],
  [MtOp.Unlock, "unlock", "none", "", "unlock the door"],
  [MtOp.Load, "load", "none", "", "take the unit on line"],
  [MtOp.Unload, "unload", "none", "", "rewind and take the unit off line"],
  [MtOp.Compression, "compression", "0 or 1", "", "compress what is written from now on"],
  [MtOp.SetPartition, "setpartition", "partition", "", "go to a partition"],
  [MtOp.MakePartition, "mkpartition", "megabytes", "w", "make partitions"],
];

/** Every operation of {@link MtOp}, by ascending code. */
export const mtOperations: readonly MtOperation[] = rows.map(
  ([code, names, count, access, summary]) => ({
    code,
    names: names.split(" "),
    count,
    writes: access === "w",
    summary,
  }),
);

/** The operation with this code; undefined for a code that has no meaning. */
export function describeMtOp(code: MtOpCode): MtOperation | undefined {
  return mtOperations.find((operation) => operation.code === code);
}

/** The operation with exactly this command word. Abbreviations are a matter of each program. */
export function mtOperationNamed(name: string): MtOperation | undefined {
  return mtOperations.find(({ names }) => names.includes(name));
}
