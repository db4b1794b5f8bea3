import { MtOp, type MtOpCode } from "@floppytape/magtape";

/** Bytes of the longest name of a device that is sent or looked at. */
export const nameLimitBytes = 4096;

/** "Operation" of `I` that asks for version 1 of the protocol. */
export const versionRequest = -1;

/** Version 1: the numbers of `I` are these, whatever the two systems have; there are no others. */
export const versionOneOps: readonly MtOpCode[] = [
  MtOp.Weof,
  MtOp.Fsf,
  MtOp.Bsf,
  MtOp.Fsr,
  MtOp.Bsr,
  MtOp.Rewind,
  MtOp.Offline,
  MtOp.Nop,
];

/** Numbers of `i`. The first five are one operation each, the last is a way to the beginning of a file. */
export const ExtendedOp = {
  Cache: 0,
  NoCache: 1,
  Retension: 2,
  Erase: 3,
  EndOfMedium: 4,
  BackToBeginningOfFile: 5,
} as const;

/** Operations that `i` names by a number of its own. */
export const extendedOps: ReadonlyMap<number, MtOpCode> = new Map([
  [ExtendedOp.Retension, MtOp.Retension],
  [ExtendedOp.Erase, MtOp.Erase],
  [ExtendedOp.EndOfMedium, MtOp.Eom],
]);

/**
 * Ours: `i` with this number plus a Linux operation number, for what version 1 has no number for. Other
 * servers refuse such numbers (EINVAL), while they take 8 to 10 of `I` for Sun's operations: 9 erases there.
 */
export const extendedLinuxBase = 100;

/** Letters behind `s`: one field of struct mtget each. */
export const StatusLetter = {
  Type: "T",
  DriveRegister: "D",
  /** Asked for first: reading it clears it. */
  ErrorRegister: "E",
  Residue: "R",
  File: "F",
  Block: "B",
  /** On Linux the generic status word; 16 bits of other flags on Solaris. */
  Flags: "f",
  BlockingFactor: "b",
  /** Ours: the block address on the whole tape (MTIOCPOS). Other servers refuse it. */
  Position: "P",
} as const;
