import { MtOp, type MtOpCode } from "@floppytape/magtape";

/** What an operation does: one call of the drive, absolute positioning, or a question. */
export type Action =
  | { readonly kind: "operation"; readonly code: MtOpCode }
  | { readonly kind: "absolute-file" }
  | { readonly kind: "query"; readonly query: QueryName };

/** Operations that print something. */
export type QueryName = "status" | "volinfo" | "getsize" | "getblk" | "getseg" | "tell";

/** One row of the operations of `ftmt`. */
export interface Operation {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly action: Action;
  /** What COUNT means; without it COUNT is accepted and ignored, as GNU mt does. */
  readonly count?: string;
  /** How the tape is opened. */
  readonly mode: "r" | "w";
  /** Positioning: without lasting effect on a node that rewinds at close. */
  readonly positions?: true;
  readonly help: string;
}

const call = (code: MtOpCode): Action => ({ kind: "operation", code });
const ask = (query: QueryName): Action => ({ kind: "query", query });

/** Every operation; aliases mean the same in all respects. */
export const operations: readonly Operation[] = [
  {
    name: "weof",
    aliases: ["eof"],
    action: call(MtOp.Weof),
    count: "marks",
    mode: "w",
    help: "write COUNT file marks at the beginning or behind the last volume",
  },
  {
    name: "fsf",
    action: call(MtOp.Fsf),
    count: "files",
    mode: "r",
    positions: true,
    help: "forward over COUNT file marks",
  },
  {
    name: "bsf",
    action: call(MtOp.Bsf),
    count: "marks",
    mode: "r",
    positions: true,
    help: "back over COUNT file marks, to the beginning of a file",
  },
  {
    name: "fsfm",
    action: call(MtOp.Fsfm),
    count: "marks",
    mode: "r",
    positions: true,
    help: "forward, stop in front of the mark",
  },
  {
    name: "bsfm",
    action: call(MtOp.Bsfm),
    count: "marks",
    mode: "r",
    positions: true,
    help: "back, stop in front of the mark",
  },
  {
    name: "fsr",
    action: call(MtOp.Fsr),
    count: "blocks",
    mode: "r",
    positions: true,
    help: "forward by COUNT blocks",
  },
  {
    name: "bsr",
    action: call(MtOp.Bsr),
    count: "blocks",
    mode: "r",
    positions: true,
    help: "back by COUNT blocks",
  },
  {
    name: "asf",
    action: { kind: "absolute-file" },
    count: "file number",
    mode: "r",
    positions: true,
    help: "to the beginning of file COUNT, the first is 0",
  },
  {
    name: "seek",
    action: call(MtOp.Seek),
    count: "block address",
    mode: "r",
    positions: true,
    help: "to block COUNT of the tape; each file mark counts as a block",
  },
  {
    name: "rewind",
    action: call(MtOp.Rewind),
    mode: "r",
    help: "to the beginning of the tape; header and volume table are written",
  },
  {
    name: "eom",
    aliases: ["eod", "seod"],
    action: call(MtOp.Eom),
    mode: "r",
    positions: true,
    help: "behind the last volume, where new ones are appended",
  },
  {
    name: "retension",
    action: call(MtOp.Retension),
    mode: "r",
    help: "wind to the end of the tape and back",
  },
  {
    name: "erase",
    action: call(MtOp.Erase),
    mode: "w",
    help: "empty the volume table; the data stays on the tape until it is overwritten",
  },
  {
    name: "offline",
    aliases: ["rewoffl", "eject"],
    action: call(MtOp.Offline),
    mode: "r",
    help: "rewind and take the unit off line",
  },
  { name: "load", action: call(MtOp.Load), mode: "r", help: "put the unit on line" },
  {
    name: "unload",
    action: call(MtOp.Unload),
    mode: "r",
    help: "rewind and take the unit off line",
  },
  { name: "lock", action: call(MtOp.Lock), mode: "r", help: "lock the door" },
  { name: "unlock", action: call(MtOp.Unlock), mode: "r", help: "unlock the door" },
  {
    name: "reset",
    action: call(MtOp.Reset),
    mode: "r",
    help: "reset the drive and go back to the default block size",
  },
  {
    name: "setblk",
    action: call(MtOp.SetBlockSize),
    count: "bytes",
    mode: "r",
    help: "block size of new volumes, 0 for variable",
  },
  {
    name: "setdensity",
    action: call(MtOp.SetDensity),
    count: "level",
    mode: "r",
    help: "refused: it set the trace level of the driver, which is FTAPE_TRACE now",
  },
  {
    name: "setdrvbuffer",
    aliases: ["drvbuffer"],
    action: call(MtOp.SetDriveBuffer),
    count: "buffers",
    mode: "r",
    help: "number of 32 KB buffers, 3 to 16; a number of bytes is understood too",
  },
  {
    name: "compression",
    action: call(MtOp.Compression),
    count: "0 or 1",
    mode: "r",
    help: "compress new volumes (1) or not (0)",
  },
  { name: "nop", action: call(MtOp.Nop), mode: "r", help: "read header and volume table" },
  {
    name: "status",
    action: ask("status"),
    mode: "r",
    help: "print the state of the drive, the volume at hand and the sizes",
  },
  {
    name: "volinfo",
    action: ask("volinfo"),
    mode: "r",
    help: "print number, block size and sizes of the volume at hand",
  },
  {
    name: "getsize",
    action: ask("getsize"),
    mode: "r",
    help: "print how much the tape holds and how much is used",
  },
  {
    name: "getblk",
    action: ask("getblk"),
    mode: "r",
    help: "print the block size recorded with the volume at hand",
  },
  { name: "tell", action: ask("tell"), mode: "r", help: "print the block address of the position" },
  {
    name: "getseg",
    action: ask("getseg"),
    count: "segment",
    mode: "r",
    help: "write the contents of segment COUNT to standard output",
  },
];
