import {
  appendRange,
  type ByteRange,
  clipRanges,
  joinRanges,
  subtractRanges,
} from "./byte-ranges.js";

/** What became of bytes: sorted, disjoint ranges; what none of them holds was read. */
export interface ByteFates {
  /** Lost: zeros stand in their place. */
  readonly holes: readonly ByteRange[];
  /** Restored by error correction; none of them is lost. */
  readonly corrected: readonly ByteRange[];
  /** Delivered, read or corrected, but nothing vouches for them. */
  readonly unverified: readonly ByteRange[];
}

/** Fates that are put together piece by piece, in ascending order. */
export interface FateList extends ByteFates {
  readonly holes: ByteRange[];
  readonly corrected: ByteRange[];
  readonly unverified: ByteRange[];
}

/** No bytes, or bytes that were all read. */
export function createFateList(): FateList {
  return { holes: [], corrected: [], unverified: [] };
}

/** Adds the fates within `start` to `end`, moved by `by`, behind those of a list. */
export function appendFates(
  list: FateList,
  fates: ByteFates,
  start: number,
  end: number,
  by = 0,
): void {
  if (isAllRead(fates)) return;
  for (const fate of ["holes", "corrected", "unverified"] as const)
    for (const range of fates[fate])
      appendRange(list[fate], Math.max(range.start, start) + by, Math.min(range.end, end) + by);
}

/** The fates within `start` to `end`, moved by `by`. */
export function clipFates(fates: ByteFates, start: number, end: number, by = 0): ByteFates {
  if (isAllRead(fates)) return AllRead;
  return {
    holes: clipRanges(fates.holes, start, end, by),
    corrected: clipRanges(fates.corrected, start, end, by),
    unverified: clipRanges(fates.unverified, start, end, by),
  };
}

/** Nothing to tell of, as of nearly all bytes. */
const AllRead: ByteFates = { holes: [], corrected: [], unverified: [] };

function isAllRead({ holes, corrected, unverified }: ByteFates): boolean {
  return holes.length + corrected.length + unverified.length === 0;
}

/** Fates of ranges as a source states them, in any order: what is lost is nothing else. */
export function fatesOf(
  lost: readonly ByteRange[],
  corrected: readonly ByteRange[] = [],
  unverified: readonly ByteRange[] = [],
): ByteFates {
  if (lost.length + corrected.length + unverified.length === 0) return AllRead;
  const holes = joinRanges(lost);
  return {
    holes,
    corrected: subtractRanges(joinRanges(corrected), holes),
    unverified: subtractRanges(joinRanges(unverified), holes),
  };
}

/** Bytes in ranges. */
export function bytesIn(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
