/**
 * A set of sectors of one segment: an unsigned 32-bit number, bit i for physical sector i (0 = first in
 * the direction of motion). The same form serves packed maps, where bit k is the k-th good sector.
 */
export type SectorMap = number;

/** All 32 sectors; as an entry of the bad sector map: a segment that holds nothing. */
export const AllSectors: SectorMap = 0xffffffff;

/** How many sectors a map names, 0 to 32. */
export function sectorCount(map: SectorMap): number {
  let bits = map - ((map >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Sectors of a segment that are not mapped out, 0 to 32. */
export function goodSectorCount(bad: SectorMap): number {
  return 32 - sectorCount(bad);
}

/** User bytes of a segment with these bad sectors: all good sectors but three, which hold parity. */
export function dataBytesOf(bad: SectorMap): number {
  return Math.max(0, goodSectorCount(bad) - 3) * 1024;
}

/** Physical to packed: drops the bits of bad sectors from `map` and closes the gaps. */
export function packSectorMap(bad: SectorMap, map: SectorMap): SectorMap {
  if (bad === 0) return map >>> 0;
  let packed = 0;
  let place = 0;
  for (let sector = 0; sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    packed |= ((map >>> sector) & 1) << place;
    place++;
  }
  return packed >>> 0;
}

/** Packed to physical: the inverse of {@link packSectorMap}; bits beyond the good sectors are dropped. */
export function unpackSectorMap(bad: SectorMap, packed: SectorMap): SectorMap {
  if (bad === 0) return packed >>> 0;
  let map = 0;
  let place = 0;
  for (let sector = 0; sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    map |= ((packed >>> place) & 1) << sector;
    place++;
  }
  return map >>> 0;
}

/** The sectors of a map, ascending. */
export function sectorsOf(map: SectorMap): number[] {
  const sectors: number[] = [];
  for (let sector = 0; sector < 32; sector++) if ((map >>> sector) & 1) sectors.push(sector);
  return sectors;
}
