import { MaxSegments } from "@floppytape/qic-format";
import {
  readSegmentData,
  requireDataBytes,
  type SegmentDataSource,
  type WholeSegment,
} from "./segment-data-source.js";

/** The segments of a volume on one cartridge, both ends inclusive. */
export interface SegmentRun {
  readonly source: SegmentDataSource;
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** The segments of a volume on all its cartridges, counted from 0 in order. */
export interface SegmentSequence {
  readonly count: number;
  /** Index of the first segment of every run; where cartridges meet. */
  readonly runStarts: readonly number[];
  dataBytes(index: number): number;
  /** Number that the segment has on its cartridge. */
  segmentAt(index: number): number;
  /** Valid until the next call; no promise for what is in memory already. */
  read(index: number): WholeSegment | Promise<WholeSegment>;
}

/** Puts runs one behind the other; what is beyond the largest cartridge is cut off. */
export function createSegmentSequence(runs: readonly SegmentRun[]): SegmentSequence {
  const runStarts: number[] = [];
  let count = 0;
  for (const { firstSegment, lastSegment } of runs) {
    runStarts.push(count);
    count += Math.min(Math.max(0, lastSegment - firstSegment + 1), MaxSegments);
  }
  const runAt = (index: number): number => {
    let run = runs.length - 1;
    while (runStarts[run]! > index) run--;
    return run;
  };
  const segmentIn = (run: number, index: number): number =>
    runs[run]!.firstSegment + index - runStarts[run]!;
  return {
    count,
    runStarts,
    dataBytes(index) {
      const run = runAt(index);
      return requireDataBytes(runs[run]!.source, segmentIn(run, index));
    },
    segmentAt: (index) => segmentIn(runAt(index), index),
    read(index) {
      const run = runAt(index);
      return readSegmentData(runs[run]!.source, segmentIn(run, index));
    },
  };
}
