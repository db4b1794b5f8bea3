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

/** The parts of sorted ranges that none of the sorted `others` holds. */
export function subtractRanges(
  ranges: readonly ByteRange[],
  others: readonly ByteRange[],
): readonly ByteRange[] {
  if (ranges.length === 0 || others.length === 0) return ranges;
  const left: ByteRange[] = [];
  let next = 0;
  for (const { start, end } of ranges) {
    while (next < others.length && others[next]!.end <= start) next++;
    let at = start;
    for (let i = next; i < others.length && others[i]!.start < end; i++) {
      appendRange(left, at, others[i]!.start);
      at = Math.max(at, others[i]!.end);
    }
    appendRange(left, at, end);
  }
  return left;
}

/** Whether any byte from `start` to before `end` lies in one of the ranges. */
export function touchesRange(ranges: readonly ByteRange[], start: number, end: number): boolean {
  for (const range of ranges) if (range.start < end && start < range.end) return true;
  return false;
}
