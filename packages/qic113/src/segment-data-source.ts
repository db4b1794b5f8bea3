import { dataBytesOf, packSectorMap, type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { type ByteFates, fatesOf } from "./byte-fates.js";
import { appendRange, type ByteRange } from "./byte-ranges.js";

/** More than any segment holds (29 x 1024); sizes that a source states are checked against it. */
export const MaxSegmentDataBytes = 32 * 1024;

/** What is left of one segment's data. */
export interface SegmentData {
  /**
   * The data bytes: after error correction, without sectors of the bad sector map and without parity.
   * Undefined when the segment is lost; bytes missing at the end count as lost. Only read until the
   * next segment is asked for, never kept or changed.
   */
  readonly bytes: Uint8Array | undefined;
  /** Parts of `bytes` that cannot be relied on. Default: none. */
  readonly lost?: readonly ByteRange[];
  /** Parts of `bytes` that error correction restored. Default: none. */
  readonly corrected?: readonly ByteRange[];
  /** Parts of `bytes` that nothing vouches for, such as those of images without parity. Default: none. */
  readonly unverified?: readonly ByteRange[];
}

/** Where the segments of a volume come from: a cartridge, an image, a file. Given by the caller. */
export interface SegmentDataSource {
  /**
   * Bytes that a segment has room for: 0 to 29696. Follows from the bad sector map and must be known
   * for lost segments too, since later bytes keep their places.
   */
  dataBytes(segment: number): number;
  /** A value that is no promise is taken at once. */
  readSegment(segment: number): SegmentData | Promise<SegmentData>;
}

const sectorBytes = 1024;

/**
 * The bytes of a segment's data that sectors stand for. Both maps are physical: bad sectors have no
 * data, the last three good ones hold parity.
 */
export function sectorRanges(bad: SectorMap, sectors: SectorMap): ByteRange[] {
  if (sectors === 0) return [];
  const size = dataBytesOf(bad);
  const ranges: ByteRange[] = [];
  for (const sector of sectorsOf(packSectorMap(bad, (sectors & ~bad) >>> 0)))
    appendRange(
      ranges,
      Math.min(sector * sectorBytes, size),
      Math.min((sector + 1) * sectorBytes, size),
    );
  return ranges;
}

/** As many bytes as a segment has room for, and what became of them. */
export interface WholeSegment {
  readonly bytes: Uint8Array;
  readonly fates: ByteFates;
}

/** Reads a segment: as many bytes as it has room for, with zeros where some are missing. */
export function readSegmentData(
  source: SegmentDataSource,
  segment: number,
): WholeSegment | Promise<WholeSegment> {
  const size = requireDataBytes(source, segment);
  const reading = source.readSegment(segment);
  return "then" in reading
    ? reading.then((data) => wholeSegment(data, segment, size))
    : wholeSegment(reading, segment, size);
}

function wholeSegment(data: SegmentData, segment: number, size: number): WholeSegment {
  const { bytes, lost = [], corrected, unverified } = data;
  const there = bytes?.length ?? 0;
  if (there > size)
    throw new RangeError(
      `source delivered ${there} bytes of segment ${segment}, which has room for ${size}`,
    );
  if (bytes !== undefined && there === size)
    return { bytes, fates: fatesOf(lost, corrected, unverified) };
  const padded = new Uint8Array(size);
  if (bytes !== undefined) padded.set(bytes);
  const missing = { start: there, end: size };
  return { bytes: padded, fates: fatesOf([...lost, missing], corrected, unverified) };
}

/** Bytes that a segment has room for. @throws {RangeError} when the source states nonsense. */
export function requireDataBytes(source: SegmentDataSource, segment: number): number {
  const size = source.dataBytes(segment);
  if (!Number.isInteger(size) || size < 0 || size > MaxSegmentDataBytes)
    throw new RangeError(
      `source.dataBytes must be 0 to ${MaxSegmentDataBytes}, got ${size} for segment ${segment}`,
    );
  return size;
}
