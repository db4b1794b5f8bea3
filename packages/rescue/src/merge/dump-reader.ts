import { SegmentBytes } from "@floppytape/ecc";
import { AllSectors, type SectorMap } from "@floppytape/qic-format";
import { parityOf } from "../parity-sectors.js";
import type { OpenedDump } from "./dump.js";
import type { SegmentRead } from "./sector-versions.js";

/** Segments that are read from each dump at a time: 512 KiB. */
export const RunSegments = 16;

/** Reads runs of segments of one dump, into the same memory every time. */
export interface DumpReader {
  /** One entry a segment; valid until the next call. `badOf` is the map that the sectors are used by. */
  read(
    first: number,
    count: number,
    badOf: (segment: number) => SectorMap,
    signal: AbortSignal | undefined,
  ): Promise<readonly SegmentRead[]>;
}

/** A reader of up to {@link RunSegments} segments at a time. */
export function createDumpReader({ store, cartridge, parityStored, age }: OpenedDump): DumpReader {
  const bytes = new Uint8Array(RunSegments * SegmentBytes);
  const slots = Array.from({ length: RunSegments }, (_, index) => ({
    bytes: bytes.subarray(index * SegmentBytes, (index + 1) * SegmentBytes),
    words: new Uint32Array(bytes.buffer, index * SegmentBytes, SegmentBytes / 4),
  }));

  /**
   * Sectors of a dump without parity that are worth anything: those with data, if they were put to their
   * places by the same bad sector map. Whatever else is there was made up.
   */
  const usable = (segment: number, bad: SectorMap): SectorMap => {
    if (parityStored) return AllSectors;
    const placedBy = cartridge?.badSectors.get(segment) ?? bad;
    return placedBy === bad ? ~(bad | parityOf(bad)) : 0;
  };

  return {
    async read(first, count, badOf, signal) {
      const { unreadable } = await store.readRun(first, count, bytes, signal ? { signal } : {});
      return slots.slice(0, count).map((slot, index) => ({
        ...slot,
        has: (usable(first + index, badOf(first + index)) & ~unreadable[index]!) >>> 0,
        parityStored,
        age,
      }));
    },
  };
}
