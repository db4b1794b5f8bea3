/** Bits of the generic status word (mt_gstat) of MTIOCGET, as in Linux' mtio.h. Unsigned. */
export const MtStatus = {
  /** In front of a file mark. */
  EndOfFile: 0x80000000,
  BeginOfTape: 0x40000000,
  EndOfTape: 0x20000000,
  SetMark: 0x10000000,
  /** Behind everything that is recorded. */
  EndOfData: 0x08000000,
  WriteProtected: 0x04000000,
  Online: 0x01000000,
  Density6250: 0x00800000,
  Density1600: 0x00400000,
  Density800: 0x00200000,
  /** No cartridge, or the door is open. */
  DoorOpen: 0x00040000,
  ImmediateReport: 0x00010000,
  CleaningRequested: 0x00008000,
} as const;

/** Bit of mt_type that says "floppy tape"; the bits below are the vendor id of the drive. */
export const FloppyTapeType = 0x800000;

/** What MTIOCGET tells. Words are unsigned; numbers that are not known are -1. */
export interface MtGet {
  /** {@link FloppyTapeType} plus vendor id, or one of the small numbers of other drives. */
  readonly type: number;
  /** What the last operation left undone, in its own unit. */
  readonly resid: number;
  /** Floppy tape: QIC-117 drive status, configuration and tape status in bytes 0, 1 and 2. */
  readonly dsreg: number;
  /** Sum of {@link MtStatus} bits. */
  readonly gstat: number;
  /** Floppy tape: QIC-117 error code and the command that failed in bytes 0 and 1. */
  readonly erreg: number;
  /** Number of the file, counted from 0. */
  readonly fileno: number;
  /** Number of the block, counted from 0; floppy tape: on the whole tape, a file mark being a block. */
  readonly blkno: number;
}

const phrases: readonly (readonly [bit: number, phrase: string])[] = [
  [MtStatus.EndOfFile, "at file mark"],
  [MtStatus.BeginOfTape, "at begin of tape"],
  [MtStatus.EndOfTape, "at end of tape"],
  [MtStatus.SetMark, "at set mark"],
  [MtStatus.EndOfData, "at end of recorded data"],
  [MtStatus.WriteProtected, "write protected"],
  [MtStatus.Online, "tape online"],
  [MtStatus.Density6250, "6250 bpi"],
  [MtStatus.Density1600, "1600 bpi"],
  [MtStatus.Density800, "800 bpi"],
  [MtStatus.DoorOpen, "no cartridge present"],
  [MtStatus.ImmediateReport, "immediate report"],
  [MtStatus.CleaningRequested, "cleaning requested"],
];

/** The bits of a generic status word in words, highest bit first. */
export function mtStatusPhrases(gstat: number): string[] {
  return phrases.filter(([bit]) => (gstat & bit) !== 0).map(([, phrase]) => phrase);
}
