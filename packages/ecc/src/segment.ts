/** Shape of a packed segment: its good sectors in ascending order, without gaps. */

/** Data bytes of one sector; also the number of codewords (columns) of a segment. */
export const SectorBytes = 1024;
/** Sectors of a segment of which none is in the bad sector map. */
export const SegmentSectors = 32;
/** Bytes of a segment of which no sector is in the bad sector map. */
export const SegmentBytes = SegmentSectors * SectorBytes;
/** The last good sectors of a segment, which hold the check symbols. */
export const ParitySectors = 3;

/** Checks the arguments that every engine takes; throws TypeError or RangeError. */
export function requireSegment(segment: Uint8Array, sectorCount: number): void {
  if (!(segment instanceof Uint8Array)) throw new TypeError("segment must be a Uint8Array");
  if (
    !Number.isInteger(sectorCount) ||
    sectorCount <= ParitySectors ||
    sectorCount > SegmentSectors
  )
    throw new RangeError(
      `sectorCount must be ${ParitySectors + 1} to ${SegmentSectors} good sectors, not ${sectorCount}`,
    );
  if (segment.length < sectorCount * SectorBytes)
    throw new RangeError(
      `segment has ${segment.length} bytes, ${sectorCount} sectors need ${sectorCount * SectorBytes}`,
    );
}

/** Checks the memory that residues are written to; throws TypeError or RangeError. */
export function requireRows(into: Uint8Array): void {
  if (!(into instanceof Uint8Array)) throw new TypeError("into must be a Uint8Array");
  if (into.length < ParitySectors * SectorBytes)
    throw new RangeError(
      `into has ${into.length} bytes, three rows of residues need ${ParitySectors * SectorBytes}`,
    );
}

/** Indices below `sectorCount` whose bit is set in `map`, ascending. */
export function sectorsOf(map: number, sectorCount: number): number[] {
  if (!Number.isInteger(map) || map < -0x8000_0000 || map > 0xffff_ffff)
    throw new RangeError(`erasures must be a bitmap of 32 bits, not ${map}`);
  const sectors: number[] = [];
  for (let sector = 0; sector < sectorCount; sector++)
    if ((map >>> sector) & 1) sectors.push(sector);
  return sectors;
}
