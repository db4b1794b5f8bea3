import { correctSegment } from "@floppytape/cartridge";
import type { EccEngine } from "@floppytape/ecc";
import { ParitySectors, SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { AllSectors, goodSectorCount, type SectorMap } from "@floppytape/qic-format";

/** Defects take several sectors in a row; longer rows than this are rare. */
const longestRow = 8;

/**
 * Finds the bad sectors of a segment whose map is lost: with the right map its parity is right, with any
 * other it is not (a chance of 2^-8192 for data that is not all zeros). A segment that is right without
 * any, or can be corrected so that parity is left to vouch for it, has none. Else those are tried that
 * cannot be read, those that hold one value throughout as after formatting, every single sector, and
 * every row of some. A segment that holds one value throughout, and not its parity, was formatted and
 * never written: on a cartridge that was, for all its sectors being bad.
 * @param physical the 32 sectors as they lie on the tape; not changed
 * @returns undefined when nothing fits
 */
export function findMap(
  physical: Uint8Array,
  unreadable: SectorMap,
  engine: EccEngine,
): SectorMap | undefined {
  if (unreadable === 0 && engine.check(physical, SegmentSectors)) return 0;
  if (unreadable === 0 && isConstant(physical)) return AllSectors; // never written
  const packed = physical.slice(0, SegmentBytes);
  const { report } = correctSegment(packed, 0, unreadable, engine);
  if (report.how !== "lost" && report.unverifiable === 0)
    return isConstant(packed) ? 0 : zerosAtEnds(packed, report.corrected);
  for (const bad of candidates(physical, unreadable)) {
    const count = goodSectorCount(bad);
    if (bad === 0 || count <= ParitySectors) continue;
    let place = 0;
    for (let sector = 0; sector < SegmentSectors; sector++) {
      if ((bad >>> sector) & 1) continue;
      packed.set(sectorOf(physical, sector), place);
      place += SectorBytes;
    }
    if (engine.check(packed, count)) return bad;
  }
  return undefined;
}

/**
 * The code cannot tell a segment without its first or last sectors from one where they are zeros. Those
 * that had to be corrected into zeros are rather bad sectors.
 */
function zerosAtEnds(segment: Uint8Array, corrected: SectorMap): SectorMap {
  const isZeros = (sector: number) =>
    ((corrected >>> sector) & 1) === 1 && sectorOf(segment, sector).every((byte) => byte === 0);
  let map = 0;
  for (let sector = 0; sector < SegmentSectors && isZeros(sector); sector++) map |= 1 << sector;
  for (let sector = SegmentSectors - 1; sector > 0 && isZeros(sector); sector--) map |= 1 << sector;
  return map >>> 0;
}

/** Maps to try; all unreadable sectors are in each. */
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
