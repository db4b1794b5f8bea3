/** What a call comes to: an errno name, or nothing; and what is left of its count, where it says. */
export interface Outcome {
  readonly code?: string;
  readonly resid?: number;
}

export interface ReadOutcome extends Outcome {
  readonly count: number;
  /** Undefined: stored clusters, which are not predicted. */
  readonly content?: Uint8Array | undefined;
}

export interface WriteOutcome extends Outcome {
  /** Bytes taken; undefined: compressed data near the end of the tape, anything up to all of them. */
  readonly taken?: number | undefined;
}
