import { type Geometry, type SectorMap, sectorCount, segmentCountOf } from "@floppytape/qic-format";

/** The room on a cartridge, from its bad sectors alone. */
export interface TapeRoom {
  /** Holds the volume table; files begin behind it. */
  readonly firstDataSegment: number;
  /** Inclusive. */
  readonly lastDataSegment: number;
  /** Data bytes from the first data segment to a segment. */
  before(segment: number): number;
  /** Data bytes of the whole tape. */
  readonly capacity: number;
  /** The segment that takes the byte at a position. */
  segmentAt(position: number): number;
}

export function roomOf(
  geometry: Geometry,
  badSectors: ReadonlyMap<number, SectorMap>,
  firstDataSegment: number,
  lastDataSegment: number,
): TapeRoom {
  const starts = new Array<number>(segmentCountOf(geometry) + 1).fill(0);
  for (let segment = firstDataSegment; segment < starts.length - 1; segment++) {
    const good = 29 - sectorCount(badSectors.get(segment) ?? 0);
    const there = segment <= lastDataSegment ? Math.max(0, good) * 1024 : 0;
    starts[segment + 1] = starts[segment]! + there;
  }
  return {
    firstDataSegment,
    lastDataSegment,
    before: (segment) => starts[segment]!,
    capacity: starts.at(-1)!,
    segmentAt: (position) => starts.findIndex((_, segment) => starts[segment + 1]! > position),
  };
}
