import type { FormatCode } from "./geometry.js";
import { MaxSegments } from "./geometry.js";
import { dataBytesOf } from "./sector-map.js";

/** Where user data can lie, and how much of it each segment holds. */
export interface DataArea {
  readonly formatCode: FormatCode;
  /** Holds the volume table (on legacy tapes: data). */
  readonly firstDataSegment: number;
  /** Inclusive. */
  readonly lastDataSegment: number;
  /** User bytes of a segment; default 29696 for every segment. */
  readonly dataBytes?: (segment: number) => number;
}

/**
 * A function that adds up the user bytes of the segments `first` to `last`, inclusive. Segments outside the
 * area count nothing. Each segment is asked for once, however many sums are taken.
 */
export function payloadOf(area: DataArea): (first: number, last: number) => number {
  const start = area.firstDataSegment;
  const end = Math.min(area.lastDataSegment, MaxSegments - 1);
  const { dataBytes } = area;
  const before = [0]; // before[i]: bytes in front of segment start + i
  const bytesBefore = (segment: number): number => {
    if (dataBytes === undefined) return (segment - start) * dataBytesOf(0);
    for (let i = before.length; i <= segment - start; i++)
      before.push(before[i - 1]! + dataBytes(start + i - 1));
    return before[segment - start]!;
  };
  return (first, last) => {
    const from = Math.max(first, start);
    const to = Math.min(last, end);
    return to < from ? 0 : bytesBefore(to + 1) - bytesBefore(from);
  };
}
