import { type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";

/** How hard to try. */
export interface PartsEffort {
  /** So few sectors, or fewer, are read together only: most that fail fail each by itself. */
  readonly together: number;
  /** So many readings without anything are enough: 1 for the whole, 2 more for its halves, and so on. */
  readonly fruitless: number;
}

/** Efforts of one retry after the other. */
export const PartsEfforts: readonly PartsEffort[] = [
  { together: 8, fruitless: 3 },
  { together: 8, fruitless: 7 },
  { together: 1, fruitless: 15 },
];

/** Readings of one segment in one pass: what is missing then has its turn in the next. */
const mostReadings = 31;

/**
 * Reads sectors of a segment that resists. A controller that looks for a sector whose id is lost may let the
 * rest of the segment pass, and at the end of a track it loses what came before as well: where a reading
 * brings nothing, the halves of what was asked for are read by themselves, and so on.
 * @param read reads some sectors, and tells which came.
 */
export async function readInParts(
  wanted: SectorMap,
  { together, fruitless }: PartsEffort,
  read: (sectors: SectorMap) => Promise<SectorMap>,
): Promise<void> {
  const splits = sectorCount(wanted) > together;
  const parts: SectorMap[] = [wanted];
  let came = false;
  for (let readings = 0; readings < (came ? mostReadings : fruitless); readings++) {
    const part = parts.shift();
    if (part === undefined) return;
    const got = await read(part);
    if (got !== 0) came = true;
    else if (splits && sectorCount(part) > 1) parts.push(...halvesOf(part));
  }
}

function halvesOf(sectors: SectorMap): [SectorMap, SectorMap] {
  const all = sectorsOf(sectors);
  const middle = all[all.length >>> 1]!; // at least 1
  const below = 0xffffffff >>> (32 - middle);
  return [(sectors & below) >>> 0, (sectors & ~below) >>> 0];
}
