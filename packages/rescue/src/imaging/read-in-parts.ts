import { type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";

/** Readings of one segment in one pass: what is missing then has its turn in the next. */
const mostReadings = 16;
/** So few sectors that fail together fail each by itself, as a rule. */
const smallPart = 8;
/** The whole and its halves: where none of these brings anything, smaller parts are not worth the time. */
const fruitlessReadings = 3;

/**
 * Reads sectors of a segment that resists. A controller that looks for a sector whose id is lost may let the
 * rest of the segment pass, and at the end of a track it loses what came before as well: where a reading of many
 * sectors brings nothing, the halves of what was asked for are read by themselves, and so on.
 * @param read reads some sectors, and tells which came.
 */
export async function readInParts(
  wanted: SectorMap,
  read: (sectors: SectorMap) => Promise<SectorMap>,
): Promise<void> {
  if (sectorCount(wanted) <= smallPart) {
    await read(wanted);
    return;
  }
  const parts: SectorMap[] = [wanted];
  let came = false;
  for (let readings = 0; readings < (came ? mostReadings : fruitlessReadings); readings++) {
    const part = parts.shift();
    if (part === undefined) return;
    const got = await read(part);
    if (got !== 0) came = true;
    else if (sectorsOf(part).length > 1) parts.push(...halvesOf(part));
  }
}

function halvesOf(sectors: SectorMap): [SectorMap, SectorMap] {
  const all = sectorsOf(sectors);
  const middle = all[all.length >>> 1]!;
  const below = middle === 0 ? 0 : 0xffffffff >>> (32 - middle);
  return [(sectors & below) >>> 0, (sectors & ~below) >>> 0];
}
