import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { cartridgeTypes } from "@floppytape/qic-format";
import { createMedium, type MediumOptions } from "./create-medium.js";
import type { MediumBytes } from "./medium-bytes.js";
import type { TapeMedium, TapeType } from "./tape-medium.js";

export interface MemoryMediumOptions extends MediumOptions {
  /** Default: a QIC-80 cartridge of 307.5 ft. */
  type?: TapeType;
  /** Formatted at the factory, full of the filler. Default false. */
  formatted?: boolean;
  /** Default 0x6b. */
  filler?: number;
}

/** The cartridge that was sold most. */
export const usualType: TapeType = cartridgeTypes.find(({ name }) => name === "qic80-307")!;

/** A cartridge in memory; only segments with other contents than the filler take any. */
export function createMemoryMedium(options: MemoryMediumOptions = {}): TapeMedium {
  const { type = usualType, formatted = false, filler = 0x6b } = options;
  const { standard, geometry } = type;
  return createMedium({
    ...options,
    type,
    bytes: createSparseBytes(filler, formatted),
    recorded: formatted
      ? { standard, segmentsPerTrack: geometry.segmentsPerTrack, geometry }
      : undefined,
  });
}

/** @param recorded every segment holds the filler, rather than nothing */
function createSparseBytes(initialFiller: number, recorded: boolean): MediumBytes {
  const segments = new Map<number, Uint8Array>();
  let blank = initialFiller;
  let untouched = !recorded;
  return {
    read(segment, sector, into, offset) {
      const own = segments.get(segment);
      if (own === undefined) into.fill(blank, offset, offset + SectorBytes);
      else into.set(own.subarray(sector * SectorBytes, (sector + 1) * SectorBytes), offset);
    },
    write(segment, sector, bytes, offset) {
      let own = segments.get(segment);
      if (own === undefined)
        segments.set(segment, (own = new Uint8Array(SegmentBytes).fill(blank)));
      own.set(bytes.subarray(offset, offset + SectorBytes), sector * SectorBytes);
      untouched = false;
    },
    fill(segment, filler) {
      if (untouched) blank = filler;
      untouched = false;
      if (filler === blank) segments.delete(segment);
      else segments.set(segment, new Uint8Array(SegmentBytes).fill(filler));
    },
    erase() {
      segments.clear();
      untouched = true;
    },
    unreadable: () => 0,
    sync() {},
  };
}
