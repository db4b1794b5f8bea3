import { MaxSegments } from "@floppytape/qic-format";
import type { ByteFates } from "./byte-fates.js";
import {
  readSegmentData,
  requireDataBytes,
  type SegmentDataSource,
} from "./segment-data-source.js";

/** The segments of a volume on one cartridge, both ends inclusive. */
export interface SegmentRun {
  readonly source: SegmentDataSource;
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** Data of one segment and what became of it; a missing end is lost. */
export interface SequenceData {
  readonly bytes: Uint8Array;
  readonly fates: ByteFates;
}

/** The segments of a volume on all its cartridges, counted from 0 in order. */
export interface SegmentSequence {
  readonly count: number;
  /** Index of the first segment of every run; where cartridges meet. */
  readonly runStarts: readonly number[];
  dataBytes(index: number): number;
  /** Number that the segment has on its cartridge. */
  segmentAt(index: number): number;
  /** Valid until the next call. */
  read(index: number): Promise<SequenceData>;
}

/** Puts runs one behind the other; what is beyond the largest cartridge is cut off. */
export function createSegmentSequence(runs: readonly SegmentRun[]): SegmentSequence {
  const runStarts: number[] = [];
  let count = 0;
  for (const { firstSegment, lastSegment } of runs) {
    runStarts.push(count);
    count += Math.min(Math.max(0, lastSegment - firstSegment + 1), MaxSegments);
  }
  const placeOf = (index: number): [SegmentDataSource, number] => {
    let run = runs.length - 1;
    while (runStarts[run]! > index) run--;
    const { source, firstSegment } = runs[run]!;
    return [source, firstSegment + index - runStarts[run]!];
  };
  return {
    count,
    runStarts,
    dataBytes: (index) => requireDataBytes(...placeOf(index)),
    segmentAt: (index) => placeOf(index)[1],
    read: (index) => readSegmentData(...placeOf(index)),
  };
}
