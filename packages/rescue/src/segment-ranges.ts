/** Adjacent segments, both ends inclusive. */
export type SegmentRange = readonly [first: number, last: number];

/** Appends a segment to ascending ranges, joined with the last where it follows. */
export function appendSegment(ranges: SegmentRange[], segment: number): void {
  const last = ranges.at(-1);
  if (last && last[1] + 1 === segment) ranges[ranges.length - 1] = [last[0], segment];
  else ranges.push([segment, segment]);
}
