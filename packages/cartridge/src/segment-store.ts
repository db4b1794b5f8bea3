import type { Geometry, QicStandard, SectorMap } from "@floppytape/qic-format";
import type { LongOperation } from "./long-operation.js";

/** What a drive, or what stands for one, says of itself and of the cartridge in it. */
export interface MediumStatus {
  readonly cartridgePresent: boolean;
  readonly writeProtected: boolean;
  /** The cartridge was changed; stays set until `motion("load")` or `motion("reset")`. */
  readonly newCartridge: boolean;
  /** The cartridge is referenced, that is, was formatted once. */
  readonly formatted: boolean;
  /** The tape stands at its physical beginning. */
  readonly atBeginning: boolean;
  /** Answers of the QIC-117 report commands; what stands for a drive builds them from its state. */
  readonly driveStatus: number;
  readonly configuration: number;
  readonly tapeStatus: number;
  readonly errorCode: number;
  readonly errorCommand: number;
  /** Vendor id as reported by the drive; 0xffff where there is no drive. */
  readonly vendorId: number;
  readonly driveName: string;
}

/** What a run of segments read like: one physical sector map a segment, in order. */
export interface RunResult {
  /** Sectors with a CRC error or not found at all. Their bytes in the buffer are undefined. */
  readonly unreadable: Uint32Array;
  /** Sectors that carry deleted data address marks. */
  readonly deleted: Uint32Array;
}

export interface ReadOptions {
  /** Sectors not to be asked for, by segment; they are never reported unreadable. Default: none. */
  badSectors?: (segment: number) => SectorMap;
  /**
   * How often the tape may go back to read a segment again, at most. 0: the tape passes once, and what it
   * did not bring is unreadable. Default: as often as the drive thinks worth the time. Where no tape
   * moves this changes nothing.
   */
  retries?: number;
  signal?: AbortSignal;
}

export interface WriteOptions {
  /** Sectors not to be written: those of the bad sector map. They keep what they held. */
  skip: SectorMap;
  /** Write deleted data address marks. An image file has no room for marks and only takes the bytes. */
  deleted?: boolean;
}

/** What became of one `writeSegment`. */
export interface WriteOutcome {
  readonly segment: number;
  /** Physical sectors that could not be written; 0: all written. */
  readonly failed: SectorMap;
}

/** How a store is to format. */
export interface FormatPlan {
  readonly geometry: Geometry;
  readonly standard: QicStandard;
  /** Byte that fills every sector; 0x6b is customary. */
  readonly filler: number;
  /** Gap 3 length of the FDC format command, for drives. Default: the standard's. */
  readonly gap3?: number;
}

export interface FormatOutcome {
  /** Sectors that did not verify, by segment; only segments with any. */
  readonly bad: ReadonlyMap<number, SectorMap>;
}

/** What can be done with the tape besides reading and writing. */
export type Motion = "rewind" | "retension" | "eject" | "load" | "lock" | "unlock" | "reset";

/**
 * A cartridge as 32-sector segments of 32768 bytes, physical sector i at i*1024: an image file, a
 * simulated drive, a real drive. All of them have the same duties; the conformance suite checks them.
 */
export interface SegmentStore {
  /** Undefined until a header was read or the cartridge formatted. */
  readonly geometry: Geometry | undefined;
  /** Tells the store what was found in a header. `undefined`: forget. */
  useGeometry(geometry: Geometry | undefined): void;
  /** How many segments there are: from the size of an image, a torn last one included; else undefined. */
  readonly segmentCount: number | undefined;
  /**
   * Grows whenever what a read would deliver may have changed: with every `writeSegment` (at the
   * call, not when done), format, changed cartridge. Who keeps what was read compares it.
   */
  readonly contentVersion: number;
  /**
   * False: the parity sectors that are read were made from the data, as of images that hold none, so that
   * they prove nothing. Default: true.
   */
  readonly parityStored?: boolean;
  status(): Promise<MediumStatus>;
  /**
   * Reads `count` segments from `first` on into `into` (caller-owned, count*32768 bytes at least).
   * Queued writes are done first. Segments behind the end are unreadable, not an error.
   */
  readRun(
    first: number,
    count: number,
    into: Uint8Array,
    options?: ReadOptions,
  ): Promise<RunResult>;
  /**
   * Writes one segment from 32768 bytes, which are not kept. May resolve when queued: what became
   * of it arrives through {@link onOutcome}, in the order of the calls, all before `flush` resolves.
   * A sector that fails is an outcome; the store goes on with the others.
   * @throws {CartridgeError} `WRITE_PROTECTED`, `NO_CARTRIDGE`, or what the file system says.
   */
  writeSegment(segment: number, sectors: Uint8Array, options: WriteOptions): Promise<void>;
  /** Registers a listener; returns the function that removes it. */
  onOutcome(listener: (outcome: WriteOutcome) => void): () => void;
  /** Low-level format: the filler everywhere, then a verify. Headers and table are the caller's. */
  format(plan: FormatPlan, options?: LongOperation): Promise<FormatOutcome>;
  motion(kind: Motion): Promise<void>;
  /** After it resolves all outcomes were delivered and a crash loses nothing that was written before. */
  flush(): Promise<void>;
  /** Flushes and lets go; every later call fails with `CLOSED`. A second call does nothing. */
  close(): Promise<void>;
}
