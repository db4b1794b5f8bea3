import {
  AllSectors,
  type BadSectorMap,
  countBadSectors,
  fixedBadSegments,
  type Geometry,
  type QicStandard,
  sectorsOf,
} from "@floppytape/qic-format";

/** One segment of the bad sector map. */
export interface BadSegment {
  readonly segment: number;
  /** Bit i: sector i is bad. */
  readonly map: number;
}

/** Bad sectors; a wholly bad segment counts 29, as many as hold data. */
export interface BadSectorTotals {
  /** Mapped out by the standard on every cartridge of this kind. */
  readonly prescribed: number;
  /** Found bad on this one. */
  readonly found: number;
}

/** The segments of a map that have bad sectors, ascending. */
export function badSegments(map: BadSectorMap): BadSegment[] {
  return [...map.entries()].map(([segment, bits]) => ({ segment, map: bits }));
}

/** Counts apart what the standard prescribes and what was found. */
export function badSectorTotals(
  map: BadSectorMap,
  standard: QicStandard | undefined,
  geometry: Geometry,
): BadSectorTotals {
  const fixed = standard ? fixedBadSegments(standard, geometry) : [];
  const { asOriginal, prescribed } = countBadSectors(map, fixed);
  return { prescribed, found: asOriginal - prescribed };
}

/** The map as `vtblc --bsm` prints it: a line a segment, then the totals. */
export function badSectorText(segments: readonly BadSegment[], totals: BadSectorTotals): string {
  const lines = segments.map(({ segment, map }) => {
    const sectors = map === AllSectors ? "all" : sectorsOf(map).join(" ");
    return `${String(segment).padStart(7)}  0x${map.toString(16).padStart(8, "0")}  ${sectors}`;
  });
  return [
    "Segment         Map  Bad sectors",
    ...lines,
    "",
    `Bad sectors: ${totals.prescribed} prescribed by the standard, ${totals.found} found`,
  ]
    .map((line) => `${line}\n`)
    .join("");
}
