import type { ByteAccount, SegmentRange } from "@floppytape/rescue";

/** `Bytes: 9 read, 1 corrected, 0 lost`, and a line on those that nothing vouches for. */
export function accountText({ read, corrected, lost, unverified }: ByteAccount): string {
  const doubt = unverified > 0 ? `; nothing vouches for ${unverified} of them` : "";
  return `Bytes: ${read} read, ${corrected} corrected, ${lost} lost${doubt}\n`;
}

/** `3, 5 to 9`; `none` when there are none. */
export function segmentRangesText(ranges: readonly SegmentRange[]): string {
  if (ranges.length === 0) return "none";
  return ranges
    .map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
    .join(", ");
}
