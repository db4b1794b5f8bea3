import { segmentSpans } from "../account/segment-account.js";
import { appendSpan, type ByteSpan } from "../byte-state.js";
import type { SegmentRead } from "./segment-window.js";
import type { TapeSegments } from "./tape-segments.js";

/**
 * Says of the data bytes `from` to `to` (exclusive) of a segment what became of them, sector by sector.
 * @param shift what is added to positions in the segment
 */
export function appendSegmentSpans(
  spans: ByteSpan[],
  { parityStored, badSectors }: Pick<TapeSegments, "parityStored" | "badSectors">,
  { report }: SegmentRead,
  from: number,
  to: number,
  shift: number,
): void {
  if (report.how === "read") {
    // Nearly all segments: not worth a look at each sector.
    const [start, end] = [from + shift, to + shift];
    appendSpan(spans, { start, end, state: "read", verified: parityStored });
    return;
  }
  for (const span of segmentSpans(report, badSectors(report.segment), parityStored)) {
    const start = Math.max(from, span.start) + shift;
    const end = Math.min(to, span.end) + shift;
    appendSpan(spans, { ...span, start, end });
  }
}
