import type { TapeErrorCode } from "../errno.js";
import type { TapeUnit } from "../tape-unit.js";

/** A drive with a blank, writable cartridge in it. */
export interface TapeDrive {
  /** Opens the unit by its non-rewinding name; what a driver refuses to open rejects. */
  open(mode: "r" | "rw"): Promise<TapeUnit>;
  /** Sets the switch of the cartridge; called while the unit is not open. */
  writeProtect(): Promise<void>;
  /** Called once, after the test. Open units were closed, unless the test failed. */
  dispose(): Promise<void>;
}

/** How this kind of drive does what drives do differently. */
export interface TapeUnitTraits {
  /** Size of a block that can be written; with `fixedBlocks` the block size of the unit. */
  readonly blockBytes: number;
  /** Lengths are multiples of the block size, a read takes as many blocks as fit; else one record a call. */
  readonly fixedBlocks: boolean;
  /** How many reads behind the last file mark give 0 before `EIO`. */
  readonly zeroReadsAtEndOfData: number;
  /** Writing elsewhere than at the beginning of the tape or at the end of data is refused: `EACCES`. */
  readonly writesOnlyAtEnds: boolean;
  /**
   * BSF counts the beginning of the current file as one; BSFM and FSFM stop in front of the mark, which
   * the status word shows as "end of file". Else BSF itself stops in front of the mark.
   */
  readonly bsfStopsBehindMark: boolean;
  /** Spacing beyond what is recorded. */
  readonly spacingError: TapeErrorCode;
  /** Writing to a unit that was opened for reading. */
  readonly readOnlyWriteError: TapeErrorCode;
  /** A unit that is open for reading may be opened again; one open for writing never. */
  readonly readersShare: boolean;
  /** More bytes than the cartridge holds; a bound for the test that fills it. */
  readonly capacityLimitBytes: number;
}

/** A floppy tape: zftape's rules. */
export const FloppyTapeTraits: TapeUnitTraits = {
  blockBytes: 10240,
  fixedBlocks: true,
  zeroReadsAtEndOfData: 2,
  writesOnlyAtEnds: true,
  bsfStopsBehindMark: true,
  spacingError: "EINVAL",
  readOnlyWriteError: "EACCES",
  readersShare: false,
  capacityLimitBytes: 8 << 20,
};

/** A SCSI tape in variable block mode: the rules of Linux' st driver. */
export const ScsiTapeTraits: TapeUnitTraits = {
  blockBytes: 10240,
  fixedBlocks: false,
  zeroReadsAtEndOfData: 1,
  writesOnlyAtEnds: false,
  bsfStopsBehindMark: false,
  spacingError: "EIO",
  readOnlyWriteError: "EBADF",
  readersShare: false,
  capacityLimitBytes: 8 << 20,
};

/** What a suite is run over. */
export interface TapeUnitFixture {
  readonly traits: TapeUnitTraits;
  /** A new drive with a new cartridge. */
  fresh(): Promise<TapeDrive>;
}
