/** Bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Adds a range behind a sorted list, growing its last one when they touch; empty ranges vanish. */
export function appendRange(ranges: ByteRange[], start: number, end: number): void {
  if (end <= start) return;
  const last = ranges.at(-1);
  if (last !== undefined && start <= last.end)
    ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  else ranges.push({ start, end });
}

/** Sorts ranges and joins those that overlap or touch. */
export function joinRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start))
    appendRange(joined, start, end);
  return joined;
}

/** The parts of sorted ranges that lie within `start` to `end`, moved by `by`. */
export function clipRanges(
  ranges: readonly ByteRange[],
  start: number,
  end: number,
  by = 0,
): ByteRange[] {
  const clipped: ByteRange[] = [];
  for (const range of ranges)
    appendRange(clipped, Math.max(range.start, start) + by, Math.min(range.end, end) + by);
  return clipped;
}

/** Whether any byte from `start` to before `end` lies in one of the ranges. */
export function touchesRange(ranges: readonly ByteRange[], start: number, end: number): boolean {
  return ranges.some((range) => range.start < end && start < range.end);
}
