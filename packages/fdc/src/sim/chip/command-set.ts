/** Commands by first byte: how many bytes belong to each, and which chips know it. */
import { type ChipModel, Generation } from "./chip-model.js";
import type { ChipQuirks } from "./chip-quirks.js";

export type CommandName =
  | "specify"
  | "sense-drive"
  | "write"
  | "read"
  | "recalibrate"
  | "sense-interrupt"
  | "write-deleted"
  | "read-id"
  | "read-deleted"
  | "format"
  | "dump-registers"
  | "seek"
  | "version"
  | "perpendicular"
  | "configure"
  | "lock"
  | "verify"
  | "part-id"
  | "save"
  | "restore"
  | "drive-specification";

export interface CommandRow {
  readonly name: CommandName;
  readonly code: number;
  /** Bits of the first byte that must agree with `code`; the others are options. */
  readonly mask: number;
  /** Command bytes, the first included; 0: as many as its parameters say. */
  readonly bytes: number;
  /** First {@link Generation} that knows it. */
  readonly since: number;
  /** It gets something from the tape. */
  readonly reads: boolean;
}

const readers: readonly CommandName[] = ["read", "read-deleted", "read-id", "verify"];

function row(name: CommandName, code: number, mask: number, bytes: number, since = 0): CommandRow {
  return { name, code, mask, bytes, since, reads: readers.includes(name) };
}

const { Fifo, Enhanced, Sl } = Generation;

/** MT, MFM and SK are options where a command has them: bits 7, 6 and 5. */
const commandRows: readonly CommandRow[] = [
  row("specify", 0x03, 0xff, 3),
  row("sense-drive", 0x04, 0xff, 2),
  row("write", 0x05, 0x3f, 9),
  row("read", 0x06, 0x1f, 9),
  row("recalibrate", 0x07, 0xff, 2),
  row("sense-interrupt", 0x08, 0xff, 1),
  row("write-deleted", 0x09, 0x3f, 9),
  row("read-id", 0x0a, 0xbf, 2),
  row("read-deleted", 0x0c, 0x1f, 9),
  row("format", 0x0d, 0xbf, 6),
  row("seek", 0x0f, 0xff, 3),
  row("dump-registers", 0x0e, 0xff, 1, Fifo),
  row("configure", 0x13, 0xff, 4, Fifo),
  row("version", 0x10, 0xff, 1, Enhanced),
  row("perpendicular", 0x12, 0xff, 2, Enhanced),
  row("lock", 0x14, 0x7f, 1, Enhanced),
  row("verify", 0x16, 0x1f, 9, Enhanced),
  row("part-id", 0x18, 0xff, 1, Sl),
  row("configure", 0x93, 0xff, 4, Sl),
  row("save", 0x2e, 0xff, 1, Sl),
  row("restore", 0x4e, 0xff, 17, Sl),
  row("drive-specification", 0x8e, 0xff, 0, Sl),
];

/** By first byte: the command, or undefined where the chip answers 80h. */
export function commandsOf(
  model: ChipModel,
  quirks: ChipQuirks,
): readonly (CommandRow | undefined)[] {
  const known = commandRows.filter(
    (row) => row.since <= model.generation && has(row, model, quirks),
  );
  return Array.from({ length: 256 }, (_, first) =>
    known.find(
      ({ name, code, mask }) =>
        (first & mask) === code &&
        !(name === "write-deleted" && quirks.unknownWriteDeleted && first !== code),
    ),
  );
}

function has({ name }: CommandRow, model: ChipModel, quirks: ChipQuirks): boolean {
  switch (name) {
    case "verify":
      // The Ditto EZ's own chip verifies by reading.
      return !model.countsThrough && !quirks.unknownVerify;
    case "lock":
      return !quirks.lockInvalid;
    case "part-id":
      return !quirks.partIdInvalid;
    case "save":
    case "restore":
      return model.saveFlags !== undefined;
    default:
      return true;
  }
}

/** DRIVE SPECIFICATION takes up to four drives and ends with a byte whose bit 7 is set. */
export function isComplete(row: CommandRow, bytes: readonly number[]): boolean {
  if (row.bytes > 0) return bytes.length >= row.bytes;
  return bytes.length > 1 && ((bytes[bytes.length - 1]! & 0x80) !== 0 || bytes.length > 5);
}
