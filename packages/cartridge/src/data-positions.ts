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

/** The segments with bad sectors, ascending, and what they and those before them lack of the full size. */
interface Losses {
  readonly segments: readonly number[];
  readonly bytes: readonly number[];
}

const fullBytes = dataBytesOf(0);

/** Keeps running sums of what bad sectors take, so that asking costs little; made again after `forget`. */
export function createDataPositions(
  map: BadSectorMap,
  firstDataSegment: number,
  lastDataSegment: number,
): DataPositions {
  const end = Math.max(firstDataSegment, lastDataSegment + 1);
  let losses: Losses | undefined;

  const sumLosses = (): Losses => {
    const segments: number[] = [];
    const bytes: number[] = [];
    let sum = 0;
    for (const [segment, bad] of map.entries()) {
      if (segment < firstDataSegment || segment >= end) continue;
      sum += fullBytes - dataBytesOf(bad);
      segments.push(segment);
      bytes.push(sum);
    }
    return { segments, bytes };
  };
  const at = (segment: number): number => {
    losses ??= sumLosses();
    const place = Math.min(Math.max(segment, firstDataSegment), end);
    const before = countBelow(losses.segments, place);
    return (place - firstDataSegment) * fullBytes - (losses.bytes[before - 1] ?? 0);
  };
  return {
    at,
    capacityBytes: () => at(end),
    forget() {
      losses = undefined;
    },
  };
}

/** How many of ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
