import { MtOp, type MtOpCode } from "@floppytape/magtape";

/** What a command of mt-st does. */
export type StAction =
  /** One call with a count, by default 1. */
  | { readonly kind: "operation"; readonly code: MtOpCode; readonly mayBeNegative?: true }
  /** MTSETDRVBUFFER: `base` with the count in the bits of `mask`. */
  | { readonly kind: "drive-buffer"; readonly base: number; readonly mask: number }
  /** MTSETDRVBUFFER with option bits of the st driver. */
  | { readonly kind: "st-options"; readonly base: number }
  | { readonly kind: "asf" | "partseek" | "status" | "tell" | "densities" | "stshowoptions" };

/** One command of mt-st. */
export interface StCommand {
  readonly name: string;
  readonly action: StAction;
  /** Most words behind the name. */
  readonly words: number;
  /** Opened for reading and writing, not for reading alone. */
  readonly writes?: true;
}

type Row = readonly [name: string, words: number, action: StAction, writes?: "w"];

const call = (code: MtOpCode): StAction => ({ kind: "operation", code });
const buffer = (base: number, mask: number): StAction => ({ kind: "drive-buffer", base, mask });
const Low28 = 0x0fffffff;
const Low27 = 0x07ffffff;
const Low20 = 0x000fffff;

/** In the order in which mt-st looks a word up, and lists them. */
const rows: readonly Row[] = [
  ["weof", 1, call(MtOp.Weof), "w"],
  ["wset", 1, call(MtOp.Wsm), "w"],
  ["eof", 1, call(MtOp.Weof), "w"],
  ["fsf", 1, call(MtOp.Fsf)],
  ["fsfm", 1, call(MtOp.Fsfm)],
  ["bsf", 1, call(MtOp.Bsf)],
  ["bsfm", 1, call(MtOp.Bsfm)],
  ["fsr", 1, call(MtOp.Fsr)],
  ["bsr", 1, call(MtOp.Bsr)],
  ["fss", 1, call(MtOp.Fss)],
  ["bss", 1, call(MtOp.Bss)],
  ["rewind", 0, call(MtOp.Rewind)],
  ["offline", 0, call(MtOp.Offline)],
  ["rewoffl", 0, call(MtOp.Offline)],
  ["eject", 0, call(MtOp.Offline)],
  ["retension", 0, call(MtOp.Retension)],
  ["eod", 0, call(MtOp.Eom)],
  ["seod", 0, call(MtOp.Eom)],
  ["seek", 1, call(MtOp.Seek)],
  ["tell", 0, { kind: "tell" }],
  ["status", 0, { kind: "status" }],
  ["erase", 1, call(MtOp.Erase), "w"],
  ["setblk", 1, call(MtOp.SetBlockSize)],
  ["lock", 0, call(MtOp.Lock)],
  ["unlock", 0, call(MtOp.Unlock)],
  ["load", 1, call(MtOp.Load)],
  ["compression", 1, call(MtOp.Compression)],
  ["setdensity", 1, call(MtOp.SetDensity)],
  ["drvbuffer", 1, buffer(0, Low28)],
  ["stwrthreshold", 1, buffer(0x20000000, Low28)],
  ["stoptions", Infinity, { kind: "st-options", base: 0x10000000 }],
  ["stsetoptions", Infinity, { kind: "st-options", base: 0x30000000 }],
  ["stclearoptions", Infinity, { kind: "st-options", base: 0x40000000 }],
  ["defblksize", 1, buffer(0x50000000, Low28)],
  ["defdensity", 1, buffer(0x60100000, Low20)],
  ["defdrvbuffer", 1, buffer(0x60300000, Low20)],
  ["defcompression", 1, buffer(0x60200000, Low20)],
  ["stsetcln", 1, buffer(0x80000000, Low28)],
  ["sttimeout", 1, buffer(0x70000000, Low27)],
  ["stlongtimeout", 1, buffer(0x70100000, Low27)],
  ["densities", 0, { kind: "densities" }],
  ["setpartition", 1, call(MtOp.SetPartition)],
  ["mkpartition", 1, { kind: "operation", code: MtOp.MakePartition, mayBeNegative: true }, "w"],
  ["partseek", 2, { kind: "partseek" }],
  ["asf", 1, { kind: "asf" }],
  ["stshowoptions", 1, { kind: "stshowoptions" }],
];

/** Every command, in that order. */
export const stCommands: readonly StCommand[] = rows.map(([name, words, action, access]) => ({
  name,
  words,
  action,
  ...(access && { writes: true }),
}));

/**
 * The command that a word names: the first that begins with it, unless another does too and the word is not
 * all of the first.
 */
export function findStCommand(word: string): StCommand | "unknown" | "ambiguous" {
  const [first, another] = stCommands.filter(({ name }) => name.startsWith(word));
  if (first === undefined) return "unknown";
  return first.name !== word && another !== undefined ? "ambiguous" : first;
}
