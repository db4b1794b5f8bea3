import type { TapeDevice } from "../tape-device.js";

/** A drive with a blank, writable cartridge in it, of which devices are made one after the other. */
export interface TapeDeviceDrive {
  /** A device whose user is at the beginning of the tape, unless it remembers where the last one was left. */
  open(): Promise<TapeDevice>;
  /** Sets the switch of the cartridge; called while no device is open. */
  writeProtect(): Promise<void>;
  /** Called once, after the test. */
  dispose(): Promise<void>;
}

/** What devices do differently for reasons that no engine can make up for. */
export interface TapeDeviceTraits {
  /** Length of the records that are written; with `fixedBlocks` the size of a block. */
  readonly recordBytes: number;
  /** Records are not kept apart: a read takes blocks, as many as fit. */
  readonly fixedBlocks: boolean;
  /** In mid-tape a file mark comes before data: what is written behind some records is another file. */
  readonly marksBeforeOverwrite: boolean;
  /** Writing elsewhere than at the beginning of the tape or at the end of data is refused: `EACCES`. */
  readonly writesOnlyAtEnds: boolean;
  /** More bytes than the cartridge holds; a bound for the test that fills it. */
  readonly capacityLimitBytes: number;
}

/** What the suite is run over. */
export interface TapeDeviceFixture {
  readonly traits: TapeDeviceTraits;
  /** A new drive with a new cartridge. */
  fresh(): Promise<TapeDeviceDrive>;
}
