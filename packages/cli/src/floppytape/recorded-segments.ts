import type { Cartridge } from "@floppytape/cartridge";
import type { VolumePlace } from "./scanned-volumes.js";

/** Which segments of a cartridge hold something. */
export interface RecordedSegments {
  readonly segmentCount: number;
  /** Inclusive range of segments that a scan has to cover. */
  readonly last: number;
  /** Header copies, volume table and volumes; the rest was formatted and never written. */
  has(segment: number): boolean;
  /** A header copy: when it is lost the other one serves, and no data is. */
  isHeader(segment: number): boolean;
}

/** Says of each lost header copy that it is no loss of data. */
export function lostHeaderText(
  recorded: RecordedSegments,
  lostSegments: readonly number[],
): string {
  return lostSegments
    .filter(recorded.isHeader)
    .map((segment) => `Segment ${segment} is a header copy; the other one serves\n`)
    .join("");
}

/** Segments of the headers, the volume table and the volumes, which are those that something is written in. */
export function recordedSegments(
  cartridge: Cartridge,
  volumes: readonly VolumePlace[],
  segmentCount: number,
): RecordedSegments {
  const ranges = [
    ...cartridge.header.headerSegments.map((segment) => [segment, segment] as const),
    [cartridge.firstDataSegment, cartridge.firstDataSegment] as const,
    ...volumes.map(
      (volume) => [volume.firstSegment, Math.min(volume.lastSegment, segmentCount - 1)] as const,
    ),
  ].sort(([a], [b]) => a - b);
  return {
    segmentCount,
    last: Math.max(...ranges.map(([, last]) => last)),
    isHeader: (segment) => cartridge.header.headerSegments.includes(segment),
    has: (segment) => ranges.some(([first, last]) => segment >= first && segment <= last),
  };
}
