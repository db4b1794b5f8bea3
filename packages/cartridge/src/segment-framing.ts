/** A place in the stream of a {@link SegmentFraming}; means something only to the one that made it. */
export type FramingCheckpoint = object;

/**
 * How a stream becomes segment contents. Plain volumes take it as it is, zftape's compressed ones cut
 * it into clusters. It must be able to go back, since a segment that fails on the tape is laid out
 * again with less room.
 */
export interface SegmentFraming {
  /**
   * Contents of the next segment, exactly `dataBytes` long and owned by the caller until the next
   * call. Undefined: not enough was pushed. With `final` the rest comes too, padded with zeros, and
   * undefined means that nothing is left.
   */
  next(dataBytes: number, final: boolean): Uint8Array | undefined;
  /** Marks the place that the next segment begins at; what follows it is kept until the release. */
  checkpoint(): FramingCheckpoint;
  /** Goes back to a checkpoint, which stays valid; later ones are to be released by their owner. */
  rewindTo(checkpoint: FramingCheckpoint): void;
  /** The data from here on is kept no longer for this checkpoint's sake. */
  release(checkpoint: FramingCheckpoint): void;
}
