import type { Cartridge, SegmentStore } from "@floppytape/cartridge";
import type { FormatCode, SectorMap } from "@floppytape/qic-format";
import { createSegmentWindow, type SegmentRead } from "./segment-window.js";

/** The segments of a cartridge as volumes are read from: with a header, or with what takes its place. */
export interface TapeSegments {
  readonly formatCode: FormatCode;
  /** Holds the volume table. */
  readonly firstDataSegment: number;
  /** Inclusive. */
  readonly lastDataSegment: number;
  /** False: parity was made up from the data and vouches for nothing. */
  readonly parityStored: boolean;
  badSectors(segment: number): SectorMap;
  /** User bytes that a segment has room for, 0 to 29696. */
  dataBytes(segment: number): number;
  /** Data bytes in front of a segment, from the first data segment on; clamped to what there is. */
  dataPosition(segment: number): number;
  /**
   * Reads and corrects a segment, ahead of time when they are asked for in order. One call at a time. No
   * promise for what is in memory already.
   */
  read(segment: number): SegmentRead | Promise<SegmentRead>;
}

/** The segments of a cartridge that has a header. */
export function tapeSegmentsOf(cartridge: Cartridge): TapeSegments {
  const { store, geometry, firstDataSegment, lastDataSegment, badSectors } = cartridge;
  const badOf = (segment: number) => badSectors.get(segment);
  return {
    formatCode: geometry.formatCode,
    firstDataSegment,
    lastDataSegment,
    parityStored: hasParity(store),
    badSectors: badOf,
    dataBytes: (segment) => cartridge.dataBytes(segment),
    dataPosition: (segment) => cartridge.dataPosition(segment),
    read: createSegmentWindow(store, badOf, lastDataSegment + 1),
  };
}

/** Whether the store delivers parity that was recorded. */
export function hasParity({ parityStored }: SegmentStore): boolean {
  return parityStored !== false;
}
