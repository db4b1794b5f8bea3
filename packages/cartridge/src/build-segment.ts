import { type EccEngine, SegmentBytes } from "@floppytape/ecc";
import { dataBytesOf, goodSectorCount, type SectorMap } from "@floppytape/qic-format";
import { unpackSegment } from "./corrected-segment.js";

/**
 * Fills `into` (32768 bytes, overwritten) with the 32 physical sectors of a segment: `data` over the
 * good sectors in order, zeros up to the parity, then the parity. Mapped-out sectors are zero-filled;
 * a segment with three good sectors or fewer is zeros throughout.
 * @throws {RangeError} when `data` is longer than the segment's `dataBytesOf(bad)` bytes.
 */
export function buildSegment(
  data: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
  into: Uint8Array,
): void {
  const room = dataBytesOf(bad);
  if (data.length > room)
    throw new RangeError(`data has ${data.length} bytes, the segment has room for ${room}`);
  if (into.length < SegmentBytes)
    throw new RangeError(`into has ${into.length} bytes, a segment needs ${SegmentBytes}`);
  into.set(data);
  into.fill(0, data.length, SegmentBytes);
  if (room === 0) return;
  engine.encode(into, goodSectorCount(bad));
  if (bad !== 0) unpackSegment(into, bad);
}
