/** What comes next on a tape that is read from its beginning. */
export type TapeStep =
  /** Valid until the next step. */
  | { readonly kind: "record"; readonly data: Uint8Array }
  | { readonly kind: "filemark" }
  /** A record that is there and could not be read; it was passed. */
  | { readonly kind: "lost"; readonly reason: string };

/** A tape that is read from its beginning. */
export interface RecordSource {
  /** Undefined at the end of what is recorded. @throws {TapeError} where the tape cannot be read on. */
  next(): Promise<TapeStep | undefined>;
  /** Rewinds the tape and gives it back. */
  close(): Promise<void>;
}

/** A tape that is written on from where it stands. */
export interface RecordTarget {
  /** @throws {TapeError} `ENOSPC` where it is full: the record is not on it. */
  write(record: Uint8Array): Promise<void>;
  writeMark(): Promise<void>;
  /** Ends what was written and gives the tape back. */
  close(): Promise<void>;
}
