import { type EccEngine, SectorBytes } from "@floppytape/ecc";
import {
  AllSectors,
  type DecodedHeader,
  decodeHeaderSegment,
  FormatError,
  type HeaderOptions,
  type SectorMap,
  sectorCount,
  sectorsOf,
} from "@floppytape/qic-format";
import { correctSegment, type SegmentReport } from "./corrected-segment.js";

/** A segment that may be a header copy, with more unreadable sectors than the parity can restore. */
export interface DamagedCopy {
  readonly segment: number;
  /** Its 32 sectors as read. */
  readonly bytes: Uint8Array;
  readonly report: SegmentReport;
}

export interface MergedHeader {
  readonly segments: readonly [number, number];
  readonly decoded: DecodedHeader;
}

/**
 * The copies of a header have the same contents, parity included, so each sector can be taken from
 * whichever copy has it. Copies that differ in a sector which both have are not merged: one is older.
 */
export function mergeHeaderCopies(
  copies: readonly DamagedCopy[],
  engine: EccEngine,
  options: HeaderOptions,
): MergedHeader | undefined {
  for (const [index, first] of copies.entries())
    for (const second of copies.slice(index + 1)) {
      const missing = (first.report.unreadable & second.report.unreadable) >>> 0;
      if (sectorCount(missing) > 3 || !agree(first, second)) continue;
      const decoded = decodeMerged(first, second, missing, engine, options);
      if (decoded) return { segments: [first.segment, second.segment], decoded };
    }
  return undefined;
}

function decodeMerged(
  first: DamagedCopy,
  second: DamagedCopy,
  missing: SectorMap,
  engine: EccEngine,
  options: HeaderOptions,
): DecodedHeader | undefined {
  const merged = first.bytes.slice();
  for (const sector of sectorsOf(first.report.unreadable))
    merged.set(sectorOf(second, sector), sector * SectorBytes);
  const { report, data } = correctSegment(merged, 0, missing, engine);
  if (report.how === "lost") return undefined;
  try {
    return decodeHeaderSegment(data, options);
  } catch (error) {
    if (error instanceof FormatError) return undefined; // these two were no header copies
    throw error;
  }
}

/** Whether all sectors that both copies have are equal. */
function agree(first: DamagedCopy, second: DamagedCopy): boolean {
  const both = (AllSectors & ~(first.report.unreadable | second.report.unreadable)) >>> 0;
  return sectorsOf(both).every((sector) => {
    const other = sectorOf(second, sector);
    return sectorOf(first, sector).every((byte, i) => byte === other[i]);
  });
}

function sectorOf(copy: DamagedCopy, sector: number): Uint8Array {
  return copy.bytes.subarray(sector * SectorBytes, (sector + 1) * SectorBytes);
}
