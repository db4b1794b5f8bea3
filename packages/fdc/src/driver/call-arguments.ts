import type { ReadOptions } from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import { MaxSegments } from "@floppytape/qic-format";

/** Checks the arguments of a read. @throws {RangeError} */
export function requireRun(
  first: number,
  count: number,
  into: Uint8Array,
  { retries = 0 }: Pick<ReadOptions, "retries"> = {},
): void {
  requireSegment("first", first, MaxSegments);
  if (!Number.isInteger(count) || count < 1 || first + count > MaxSegments)
    throw new RangeError(`count must be 1 to ${MaxSegments - first}, got ${count}`);
  if (into.length < count * SegmentBytes)
    throw new RangeError(
      `into has ${into.length} bytes, ${count} segments need ${count * SegmentBytes}`,
    );
  if (!(retries >= 0)) throw new RangeError(`retries must be at least 0, got ${retries}`);
}

/** Checks the arguments of a write to a cartridge of so many segments. @throws {RangeError} */
export function requireSegmentBytes(
  segment: number,
  sectors: Uint8Array,
  segmentCount = MaxSegments,
): void {
  requireSegment("segment", segment, segmentCount);
  if (sectors.length < SegmentBytes)
    throw new RangeError(`sectors has ${sectors.length} bytes, a segment needs ${SegmentBytes}`);
}

function requireSegment(name: string, segment: number, segmentCount: number): void {
  if (!Number.isInteger(segment) || segment < 0 || segment >= segmentCount)
    throw new RangeError(`${name} must be 0 to ${segmentCount - 1}, got ${segment}`);
}
