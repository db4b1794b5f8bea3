import type { SegmentState } from "../cartridge-report.js";

/** The worst first: one cell of the map may stand for several segments. */
export const worstFirst: readonly SegmentState[] = ["L", "d", "u", "c", ".", "-", "x"];

/**
 * The picture of each state. Height tells it as well as colour: the worse, the taller. `bars` are
 * top and height in a row.
 */
export const stateLooks: Readonly<
  Record<SegmentState, { name: string; css: string; bars: readonly [y: number, h: number][] }>
> = {
  ".": { name: "read", css: "read", bars: [[13, 6]] },
  c: { name: "corrected", css: "corrected", bars: [[9, 10]] },
  u: {
    name: "corrected, nothing left to check it",
    css: "unverified",
    bars: [
      [6, 3],
      [11, 8],
    ],
  },
  L: { name: "lost", css: "lost", bars: [[4, 15]] },
  d: {
    name: "lost: marked as deleted",
    css: "deleted",
    bars: [
      [4, 3],
      [10, 3],
      [16, 3],
    ],
  },
  x: {
    name: "no room for data (bad sector map)",
    css: "noroom",
    bars: [
      [14, 1.5],
      [17, 1.5],
    ],
  },
  "-": { name: "nothing recorded", css: "unused", bars: [[18.2, 0.8]] },
};

/** Segments by state. */
export function stateCounts(segments: string): ReadonlyMap<SegmentState, number> {
  const counts = new Map<SegmentState, number>();
  for (const state of segments as Iterable<SegmentState>)
    counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
