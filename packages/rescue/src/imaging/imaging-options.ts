import type { ByteStore, LongOperation, Progress, RescueMap } from "@floppytape/cartridge";
import type { Geometry } from "@floppytape/qic-format";

/** Where an image grows. */
export interface ImagingTarget {
  /** The image: 32768 bytes a segment; zeros where nothing was read. Empty where there is no `map`. */
  readonly bytes: ByteStore;
  /** The map that an earlier run saved last, to go on from. Default: a new image. */
  readonly map?: RescueMap | undefined;
  /**
   * Keeps the map, all or nothing: after a crash the one before or this one must be there. Called only
   * when all that it calls read was synced.
   */
  saveMap(map: RescueMap): Promise<void>;
}

/** When a segment is good enough not to be read again. */
export type EnoughSectors =
  /** Error correction restores it with a parity sector to spare, which checks the result: two missing. */
  | "correctable"
  /** Every sector was read. */
  | "all";

/** How far imaging is. */
export interface ImagingProgress extends Progress {
  /** "first pass", "failed segments", "retry 1" and so on. */
  readonly phase: string;
  /** Sectors that were read, and those that were asked for in vain, in the whole image. */
  readonly readSectors: number;
  readonly failedSectors: number;
}

export interface ImagingOptions extends Pick<LongOperation, "signal"> {
  /** Passes over segments whose sectors keep failing, the drive's own retries in each. Default 3. */
  readonly retries?: number;
  /** Which segments the retries are for. Default "correctable": those that are not. */
  readonly enough?: EnoughSectors;
  /**
   * Percent of the last 200 segments read for the first time that have to succeed, else imaging stops. Default
   * 90; 0 never stops. A segment succeeds when error correction can restore it: at most three sectors are missing.
   */
  readonly minSuccess?: number;
  /** Geometry where no header can be read, or in place of what the header says. */
  readonly geometry?: Geometry | undefined;
  /** "recorded": nothing behind the last volume is read, if the volume table can be trusted. Default "tape". */
  readonly extent?: "tape" | "recorded";
  /** The first pass saves the map after so many segments, the others after an eighth as many. Default 64. */
  readonly saveEvery?: number;
  /** Called after each read, on the caller's stack of awaits; must not throw. */
  readonly onProgress?: (progress: ImagingProgress) => void;
}

/** Sectors of an image by what became of them: all of them together. */
export interface ImagedSectors {
  readonly read: number;
  /** Asked for in vain. */
  readonly failed: number;
  /** Not asked for yet, or behind what is recorded. */
  readonly untried: number;
  /** In the bad sector map, so that nothing is recorded there. */
  readonly mappedOut: number;
}

/** Segments of an image by what can be made of them. Those without room for data are not counted. */
export interface ImagedSegments {
  /** Every sector was read. */
  readonly read: number;
  /** One to three sectors are missing, as many as error correction restores. */
  readonly correctable: number;
  /** More are missing. */
  readonly lost: number;
  /** Nothing was asked for yet, or they lie behind what is recorded. */
  readonly untried: number;
}

export interface ImagingResult {
  /**
   * "done": all passes are over. "success-rate": too few of the latest segments could be read; the next run
   * goes on from there.
   */
  readonly outcome: "done" | "success-rate";
  /** Of the latest segments read for the first time (200 at most), how many failed; 0 of 0 when none were. */
  readonly latest: { readonly segments: number; readonly failures: number };
  readonly segmentCount: number;
  /** Undefined where neither a header nor anybody told. */
  readonly geometry: Geometry | undefined;
  /** False: no header could be read, so that bad sectors were read like any others. */
  readonly headerRead: boolean;
  readonly sectors: ImagedSectors;
  readonly segments: ImagedSegments;
  /** As it was saved last. */
  readonly map: RescueMap;
}
