import { appendFates, createFateList } from "./byte-fates.js";
import { appendRange, clipRanges } from "./byte-ranges.js";
import type { WholeSegment } from "./segment-data-source.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { Joint, VolumeStream } from "./volume-stream.js";

/** A cartridge that is missing between two that are there. */
export interface MissingRun {
  /** Index of the first segment behind the gap. */
  readonly index: number;
  /** Assumed size of what is missing. */
  readonly bytes: number;
}

/**
 * The stream of an uncompressed volume: the data of its segments, one behind the other. A lost segment
 * is a hole of the size it has room for.
 */
export function createPlainStream(
  sequence: SegmentSequence,
  missing: readonly MissingRun[] = [],
): VolumeStream {
  const gaps = new Map(missing.map(({ index, bytes }) => [index, bytes]));
  const starts = new Float64Array(sequence.count + 1);
  const joints: Joint[] = [];
  let position = 0;
  for (let index = 0; index < sequence.count; index++) {
    const gap = gaps.get(index);
    position += gap ?? 0;
    if (index > 0 && sequence.runStarts.includes(index))
      joints.push({ position, missing: gap !== undefined });
    starts[index] = position;
    position += sequence.dataBytes(index);
  }
  starts[sequence.count] = position;
  let kept: { readonly index: number; readonly data: WholeSegment } | undefined;
  return {
    sizeBytes: position,
    joints,
    async read(from, into) {
      into.fill(0);
      const to = from + into.length;
      const fates = createFateList();
      let at = from;
      for (let index = indexAt(starts, from); at < to && index < sequence.count; index++) {
        const start = starts[index]!;
        const end = Math.min(start + sequence.dataBytes(index), to);
        appendRange(fates.holes, at, Math.min(start, to)); // a missing cartridge
        at = Math.max(at, start);
        if (end <= at) continue;
        if (kept?.index !== index) {
          const reading = sequence.read(index);
          kept = { index, data: "then" in reading ? await reading : reading };
        }
        const { bytes, fates: own } = kept.data;
        into.set(bytes.subarray(at - start, end - start), at - from);
        for (const hole of clipRanges(own.holes, at - start, end - start, start - from))
          into.fill(0, hole.start, hole.end);
        appendFates(fates, own, at - start, end - start, start);
        at = end;
      }
      appendRange(fates.holes, at, to);
      return fates;
    },
    positionOf: async (index) => starts[index],
  };
}

/** Index of the last segment that starts at or before a position, which is the one with room there. */
function indexAt(starts: Float64Array, position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
