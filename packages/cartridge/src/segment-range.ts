import { SegmentBytes } from "@floppytape/ecc";
import { MaxSegments } from "@floppytape/qic-format";

/**
 * Checks the arguments of a read: no store reads at places that no sector id can name.
 * @throws {RangeError}
 */
export function requireRun(first: number, count: number, into: Uint8Array): void {
  requireSegmentNumber("first", first);
  if (!Number.isInteger(count) || count < 1 || first + count > MaxSegments)
    throw new RangeError(`count must be 1 to ${MaxSegments - first}, got ${count}`);
  if (into.length < count * SegmentBytes)
    throw new RangeError(
      `into has ${into.length} bytes, ${count} segments need ${count * SegmentBytes}`,
    );
}

/**
 * Checks the arguments of a write to a cartridge of `segmentCount` segments.
 * @throws {RangeError}
 */
export function requireWritable(
  segment: number,
  sectors: Uint8Array,
  segmentCount: number | undefined,
): void {
  requireSegmentNumber("segment", segment, segmentCount);
  if (sectors.length < SegmentBytes)
    throw new RangeError(`sectors has ${sectors.length} bytes, a segment needs ${SegmentBytes}`);
}

function requireSegmentNumber(name: string, segment: number, segmentCount = MaxSegments): void {
  if (!Number.isInteger(segment) || segment < 0 || segment >= segmentCount)
    throw new RangeError(`${name} must be 0 to ${segmentCount - 1}, got ${segment}`);
}
