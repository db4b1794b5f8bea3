import { type BadSectorMap, dataBytesOf } from "@floppytape/qic-format";

/** The data bytes of a cartridge as one stretch, from the first data segment to the last. */
export interface DataPositions {
  /**
   * Data bytes of the segments `firstDataSegment` to `segment - 1`: 0 before the first, the capacity
   * behind the last.
   */
  at(segment: number): number;
  capacityBytes(): number;
  /** To be called when the map has changed. */
  forget(): void;
}

/** Keeps running sums, so that asking costs nothing; they are made again after `forget`. */
export function createDataPositions(
  map: BadSectorMap,
  firstDataSegment: number,
  lastDataSegment: number,
): DataPositions {
  const segments = Math.max(0, lastDataSegment - firstDataSegment + 1);
  let sums: Float64Array | undefined;
  const positions = () => {
    if (sums) return sums;
    sums = new Float64Array(segments + 1);
    for (let i = 0; i < segments; i++)
      sums[i + 1] = sums[i]! + dataBytesOf(map.get(firstDataSegment + i));
    return sums;
  };
  return {
    at: (segment) => positions()[Math.min(Math.max(segment - firstDataSegment, 0), segments)]!,
    capacityBytes: () => positions()[segments]!,
    forget() {
      sums = undefined;
    },
  };
}
