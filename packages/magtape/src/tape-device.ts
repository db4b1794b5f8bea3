import type { TapeProfile } from "./tape-profile.js";

/** What reading a record came to. */
export type ReadResult =
  /** Exactly one record, or on a device with blocks of fixed size up to so many whole blocks; caller-owned. */
  | { readonly kind: "record"; readonly data: Uint8Array }
  /** The head is behind the file mark, whatever the drive does. */
  | { readonly kind: "filemark" }
  /** The logical end: a second file mark or nothing at all. The head is in front of the second mark. */
  | { readonly kind: "eod" };

/** Why records were no longer skipped. */
export type SkipStop = "filemark" | "bot" | "eod";

/** Where the head is. Files and records are counted from 0; -1 is unknown. */
export interface TapePosition {
  readonly file: number;
  readonly record: number;
  /** Files on the tape, where they were counted; undefined: unknown. */
  readonly knownFiles: number | undefined;
  readonly atBot: boolean;
  readonly atEod: boolean;
}

export interface TapeStatus extends TapePosition {
  readonly online: boolean;
  readonly writeProtected: boolean;
  /** At the physical end of the tape. */
  readonly endOfTape: boolean;
  /** In bytes; 0: records of any size. */
  readonly blockSize: number;
  /** Errors that the drive could correct since it was asked last. */
  readonly softErrors: number;
  /** mt_type. */
  readonly type: number;
  /** What the last operation left undone. */
  readonly residual: number;
}

/**
 * A tape as it should be, made of a unit with quirks and the profile that names them: same result of the same
 * call on every drive. Calls are made one after the other. Errors are `TapeError`s whose `details.reason`
 * is one of {@link TapeErrorReason}.
 */
export interface TapeDevice {
  readonly profile: TapeProfile;
  /**
   * @param max bytes of the longest record that is wanted.
   * @throws {TapeError} `ENOMEM` (`record-too-long`): the record is consumed.
   */
  readRecord(max: number): Promise<ReadResult>;
  /**
   * Writes one record at the position: what followed is gone. Shorter ones are filled with zeros to whole
   * blocks where the device has blocks.
   * @throws {TapeError} `ENOSPC` (`end-of-medium`): the record is not on the tape.
   */
  writeRecord(data: Uint8Array): Promise<void>;
  /** @throws {TapeError} `ENOSPC` */
  writeFilemarks(count: number): Promise<void>;
  /**
   * Forward: behind the `count`-th mark. Backward (negative): in front of the `-count`-th mark. 0 does nothing.
   * @throws {TapeError} `EIO` with `bot` or `eod` when the way ended early; the head is there then.
   */
  spaceFiles(count: number): Promise<void>;
  /**
   * Skips records of this file, backward when negative. A mark stops it: forward the head is behind it,
   * backward in front of it.
   */
  spaceRecords(
    count: number,
  ): Promise<{ readonly moved: number; readonly stoppedBy?: SkipStop | undefined }>;
  /** To where the next file is written. */
  toEndOfData(): Promise<void>;
  /** To the beginning of file `file`, the first is 0. @throws {TapeError} `EIO` (`eod`): the head is at the end. */
  toFile(file: number): Promise<void>;
  rewind(): Promise<void>;
  unload(): Promise<void>;
  retension(): Promise<void>;
  erase(): Promise<void>;
  status(): Promise<TapeStatus>;
  /** Writes the marks that are due, goes where the profile says, and closes. A second call does nothing. */
  close(): Promise<void>;
}

/** Values of `details.reason`. */
export type TapeErrorReason =
  | "write-protected"
  | "end-of-medium"
  | "bot"
  | "eod"
  | "record-too-long"
  | "bad-format"
  | "not-at-bom"
  | "no-medium"
  | "media"
  | "hardware"
  | "illegal"
  | "blank"
  | "aborted"
  | "busy"
  | "unsupported"
  | "closed";
