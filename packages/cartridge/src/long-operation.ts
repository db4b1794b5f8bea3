/** How far a long operation is. */
export interface Progress {
  /** What is being done, in a word: "format", "verify", "scan". */
  readonly phase: string;
  /** Segments done, and segments in all. */
  readonly done: number;
  readonly total: number;
  readonly unit: "segments";
}

/** Options of everything that may take long. */
export interface LongOperation {
  /** Ends the operation with the signal's reason at the next chunk of segments. */
  signal?: AbortSignal;
  /** Called after each chunk of segments, on the caller's stack of awaits; must not throw. */
  onProgress?: (progress: Progress) => void;
}
