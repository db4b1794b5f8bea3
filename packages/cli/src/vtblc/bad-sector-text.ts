import { AllSectors, type BadSectorMap, sectorsOf } from "@floppytape/qic-format";
import type { BadSectorCounts } from "@floppytape/qic-format";

/** One segment of the bad sector map. */
export interface BadSegment {
  readonly segment: number;
  /** Bit i: sector i is bad. */
  readonly map: number;
}

/** The segments of a map that have bad sectors, ascending. */
export function badSegments(map: BadSectorMap): BadSegment[] {
  return [...map.entries()].map(([segment, bits]) => ({ segment, map: bits }));
}

/** The map as `vtblc --bsm` prints it: a line a segment, then the totals. */
export function badSectorText(segments: readonly BadSegment[], counts: BadSectorCounts): string {
  const lines = segments.map(({ segment, map }) => {
    const sectors = map === AllSectors ? "all" : sectorsOf(map).join(" ");
    return `${String(segment).padStart(6)}  0x${map.toString(16).padStart(8, "0")}  ${sectors}`;
  });
  return [
    "Segment         Map  Bad sectors",
    ...lines,
    "",
    `Bad sectors: ${counts.physical}, of these ${counts.prescribed} prescribed by the standard, ${counts.physical - counts.prescribed} found`,
  ]
    .map((line) => `${line}\n`)
    .join("");
}
