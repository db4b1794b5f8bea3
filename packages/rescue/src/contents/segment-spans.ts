import { packSectorMap, type SectorMap } from "@floppytape/qic-format";
import { appendSpan, type ByteSpan } from "../byte-state.js";
import type { SegmentRead, TapeSegments } from "./tape-segments.js";

const sectorBytes = 1024;

/**
 * Says of the data bytes `from` to `to` (exclusive) of a segment what became of them, sector by sector.
 * @param shift what is added to positions in the segment
 */
export function appendSegmentSpans(
  spans: ByteSpan[],
  { parityStored, badSectors }: Pick<TapeSegments, "parityStored" | "badSectors">,
  { data, report }: SegmentRead,
  from: number,
  to: number,
  shift: number,
): void {
  const there = Math.min(to, data.length);
  if (report.how === "read")
    appendSpan(spans, {
      start: from + shift,
      end: there + shift,
      state: "read",
      verified: parityStored,
    });
  else {
    const bad = badSectors(report.segment);
    const packed = (map: SectorMap) => packSectorMap(bad, map);
    const lost = packed(report.lost);
    const corrected = packed(report.corrected);
    const unverifiable = packed(report.unverifiable);
    for (let start = from; start < there; ) {
      const sector = Math.floor(start / sectorBytes);
      const end = Math.min(there, (sector + 1) * sectorBytes);
      const bit = 1 << sector;
      const state = lost & bit ? "lost" : corrected & bit ? "corrected" : "read";
      const verified = state !== "lost" && parityStored && (unverifiable & bit) === 0;
      appendSpan(spans, { start: start + shift, end: end + shift, state, verified });
      start = end;
    }
  }
  appendSpan(spans, {
    start: Math.max(from, there) + shift,
    end: to + shift,
    state: "lost",
    verified: false,
  });
}
