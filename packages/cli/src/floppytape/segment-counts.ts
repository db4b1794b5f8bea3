import type { SegmentReport } from "@floppytape/cartridge";
import { sectorCount } from "@floppytape/qic-format";

/** How many segments were obtained which way. */
export interface SegmentCounts {
  read: number;
  corrected: number;
  lost: number;
  correctedSectors: number;
  /** Corrected segments in which no redundancy was left to check the correction. */
  unverifiable: number[];
  lostSegments: number[];
}

/** Nothing counted yet. */
export function createSegmentCounts(): SegmentCounts {
  return {
    read: 0,
    corrected: 0,
    lost: 0,
    correctedSectors: 0,
    unverifiable: [],
    lostSegments: [],
  };
}

/** Counts one segment that holds data. */
export function countSegment(counts: SegmentCounts, report: SegmentReport): void {
  if (report.how === "read") counts.read++;
  if (report.how === "corrected") {
    counts.corrected++;
    counts.correctedSectors += sectorCount(report.corrected);
    if (report.unverifiable !== 0) counts.unverifiable.push(report.segment);
  }
  if (report.how === "lost" || report.how === "deleted") {
    counts.lost++;
    counts.lostSegments.push(report.segment);
  }
}

/** `18 segments read, 1 corrected, 0 lost`. */
export function countsText({ read, corrected, lost }: SegmentCounts): string {
  return `${read} segments read, ${corrected} corrected, ${lost} lost`;
}

/** `3, 5 to 9, 12` of ascending numbers. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
    .join(", ");
}
