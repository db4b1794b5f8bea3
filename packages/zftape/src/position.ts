/** Where a unit stands. */
export interface Position {
  /** Segment, and offset in its data; an offset at the very end has not moved on yet. */
  readonly segment: number;
  readonly offset: number;
  /** Bytes from the beginning of the volume, as its reader counts them: after decompression. */
  readonly volumeBytes: number;
  /** At the end of a volume, in front of its file mark. */
  readonly beforeMark: boolean;
}

/** The beginning of a segment that begins a volume. */
export function atSegment(segment: number): Position {
  return { segment, offset: 0, volumeBytes: 0, beforeMark: false };
}
