import type { EccEngine } from "@floppytape/ecc";
import { ParitySectors, SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";

/** Defects take several sectors in a row; longer rows than this are rare. */
const longestRow = 8;

/**
 * Finds the bad sectors of a segment whose map is lost: with the right map its parity is right, with any
 * other it is not (a chance of 2^-8192 for data that is not all zeros). Tries none, those that cannot be
 * read, those that hold one value throughout as after formatting, then every single sector and every row.
 * @param physical the 32 sectors as they lie on the tape; not changed
 * @returns undefined when nothing fits
 */
export function trialMap(
  physical: Uint8Array,
  unreadable: SectorMap,
  engine: EccEngine,
): SectorMap | undefined {
  const packed = new Uint8Array(SegmentBytes);
  const fits = (bad: SectorMap): boolean => {
    const count = goodSectorCount(bad);
    if (count <= ParitySectors || (unreadable & ~bad) !== 0) return false;
    if (bad === 0) return engine.check(physical, count);
    let place = 0;
    for (let sector = 0; sector < SegmentSectors; sector++) {
      if ((bad >>> sector) & 1) continue;
      packed.set(sectorOf(physical, sector), place);
      place += SectorBytes;
    }
    return engine.check(packed, count);
  };
  for (const bad of candidates(physical, unreadable)) if (fits(bad)) return bad;
  return undefined;
}

function* candidates(physical: Uint8Array, unreadable: SectorMap): Generator<SectorMap> {
  yield unreadable >>> 0;
  yield (unreadable | constantSectors(physical)) >>> 0;
  for (let length = 1; length <= longestRow; length++)
    for (let sector = 0; sector + length <= SegmentSectors; sector++)
      yield (unreadable | (((1 << length) - 1) << sector)) >>> 0;
}

/** Sectors of which all bytes are the same. */
function constantSectors(physical: Uint8Array): SectorMap {
  let map = 0;
  for (let sector = 0; sector < SegmentSectors; sector++)
    if (isConstant(sectorOf(physical, sector))) map |= 1 << sector;
  return map >>> 0;
}

function sectorOf(physical: Uint8Array, sector: number): Uint8Array {
  return physical.subarray(sector * SectorBytes, (sector + 1) * SectorBytes);
}

/** Whether all bytes are the same: nothing was recorded there. */
export function isConstant(bytes: Uint8Array): boolean {
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== bytes[0]) return false;
  return true;
}
