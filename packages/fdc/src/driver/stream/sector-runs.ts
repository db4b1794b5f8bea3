/** Runs of adjacent sectors in a sector map: each is one command to the controller. */
import type { SectorMap } from "@floppytape/qic-format";

/** The first sector of `map` at or after `from`; 32 when there is none. */
export function runStart(map: SectorMap, from: number): number {
  return from > 31 ? 32 : lowest(map & (-1 << from));
}

/** The first sector at or after `from` that is not in `map`; 32 when all are. */
export function runEnd(map: SectorMap, from: number): number {
  return from > 31 ? 32 : lowest(~map & (-1 << from));
}

/** The sectors from `first` to before `end`. */
export function sectorsBetween(first: number, end: number): SectorMap {
  if (end <= first) return 0;
  const upTo = end > 31 ? 0xffffffff : (1 << end) - 1;
  return (upTo & (-1 << first)) >>> 0;
}

function lowest(bits: number): number {
  return bits === 0 ? 32 : 31 - Math.clz32(bits & -bits);
}
