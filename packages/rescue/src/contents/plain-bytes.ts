import type { ByteSpan } from "../byte-state.js";
import { appendSpan } from "../byte-state.js";
import type { AccountedBytes } from "./recording.js";
import { appendSegmentSpans } from "./segment-spans.js";
import type { TapeSegments } from "./tape-segments.js";

/** A stretch of segments, both ends inclusive. */
export interface SegmentStretch {
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** The part of a stretch that lies in the data area; a damaged table may claim anything. */
export function withinData(
  { firstDataSegment, lastDataSegment }: TapeSegments,
  { firstSegment, lastSegment }: SegmentStretch,
): SegmentStretch {
  return {
    firstSegment: Math.max(firstSegment, firstDataSegment),
    lastSegment: Math.min(lastSegment, lastDataSegment),
  };
}

/** Data bytes of the segments of a stretch. */
export function storedBytes(segments: TapeSegments, stretch: SegmentStretch): number {
  const { firstSegment, lastSegment } = withinData(segments, stretch);
  if (lastSegment < firstSegment) return 0;
  return segments.dataPosition(lastSegment + 1) - segments.dataPosition(firstSegment);
}

/**
 * The data of segments laid end to end: a volume that is not compressed. The fate of every byte is
 * known by the sector.
 * @param sizeBytes cut to what the segments hold
 */
export function createPlainBytes(
  segments: TapeSegments,
  stretch: SegmentStretch,
  sizeBytes = Number.POSITIVE_INFINITY,
): AccountedBytes {
  const { firstSegment, lastSegment } = withinData(segments, stretch);
  const size = Math.max(0, Math.min(sizeBytes, storedBytes(segments, stretch)));
  const base = segments.dataPosition(firstSegment);
  const positionOf = (segment: number) => segments.dataPosition(segment) - base;
  let recent = firstSegment;

  /** The segment that holds a position below the size. */
  const segmentAt = (position: number): number => {
    if (positionOf(recent) <= position && position < positionOf(recent + 1)) return recent;
    let low = firstSegment;
    let high = lastSegment;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (positionOf(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    sizeBytes: size,
    async read(position, into) {
      const spans: ByteSpan[] = [];
      const end = Math.min(position + into.length, size);
      let at = position;
      if (at < end) recent = segmentAt(at);
      while (at < end) {
        const start = positionOf(recent);
        const to = Math.min(segments.dataBytes(recent), end - start);
        const from = at - start;
        if (to > from) {
          const reading = segments.read(recent);
          const read = "then" in reading ? await reading : reading;
          into.set(read.data.subarray(from, to), at - position);
          appendSegmentSpans(spans, segments, read, from, to, start);
          at = start + to;
        }
        if (at < end) recent++;
      }
      return withHoles(spans, position, into, Math.max(at, position));
    },
  };
}

/** Puts zeros where bytes are lost, behind `there` included, and completes the spans. */
export function withHoles(
  spans: ByteSpan[],
  position: number,
  into: Uint8Array,
  there: number,
): readonly ByteSpan[] {
  const end = position + into.length;
  appendSpan(spans, { start: there, end, state: "lost", verified: false });
  for (const { start, end: to, state } of spans)
    if (state === "lost") into.fill(0, start - position, to - position);
  return spans;
}
