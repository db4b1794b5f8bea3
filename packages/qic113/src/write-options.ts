import type { QicTime } from "@floppytape/qic-format";
import type { OemText } from "./oem-text.js";

/** What kind of volume to make, and where. */
export interface FileSetWriteOptions {
  /** `basic`: names of DOS, directory in front. `extended`: long names, directory behind the data. */
  readonly format: "basic" | "extended";
  /** Both inclusive: where the volume may lie. */
  readonly firstSegment: number;
  readonly lastSegment: number;
  /** User bytes of a segment; default 29696. */
  readonly dataBytes?: (segment: number) => number;
  /** Compress with QIC-122; default false. */
  readonly compressed?: boolean;
  /** Let compressed frames span segments; default false. */
  readonly spanning?: boolean;
  /**
   * Basic only: as before QIC-80 revision K, with 4-byte sizes and positions and shorter entries.
   * Default false.
   */
  readonly old?: boolean;
  /** At most 44 characters of the table; default empty. */
  readonly description?: string;
  /** Local time; default none. */
  readonly date?: QicTime;
  /** Volume label of the drive, at most 16 characters; default empty. */
  readonly sourceDrive?: string;
  /** Name of the root in an Extended file set; default `C:`. */
  readonly device?: string;
  /** Table of names in Basic file sets and of the description; default CP437. */
  readonly oemText?: OemText;
}

/** What was written. */
export interface WrittenFileSet {
  /** The 128 bytes for the volume table. */
  readonly entryBytes: Uint8Array;
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  readonly directoryBytes: number;
  readonly dataBytes: number;
}
