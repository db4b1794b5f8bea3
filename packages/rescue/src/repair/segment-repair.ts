import {
  buildSegment,
  type Cartridge,
  correctSegment,
  type RunResult,
} from "@floppytape/cartridge";
import { createSegmentPool, SectorBytes } from "@floppytape/ecc";
import { type Finding, type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";
import { isBlank } from "../blank-segment.js";
import { parityOf } from "../parity-sectors.js";
import { appendSegment, type SegmentRange } from "../segment-ranges.js";
import { bestSegments } from "./best-segments.js";

/** Which segments were mended, and which were not. */
export interface RepairCounts {
  /** Segments that stand corrected in the new image, and how many of their sectors the parity restored. */
  readonly corrected: readonly SegmentRange[];
  readonly correctedSectors: number;
  /** Header segments that hold the best header now and did not before. */
  readonly headers: readonly number[];
  /** Left as they were: correcting them takes all the parity, so that nothing would show whether it was right. */
  readonly unverifiable: readonly SegmentRange[];
  /** Left as they were, since they cannot be corrected. */
  readonly lost: readonly SegmentRange[];
}

/** Mends segments of a cartridge, in ascending order, and keeps count of them. */
export interface SegmentRepair {
  /**
   * Mends one segment in place and returns its good sectors that stay unreadable.
   * @param sectors its 32 physical sectors as they were read
   * @param run what the read said, of this segment at `index`
   */
  mend(segment: number, sectors: Uint8Array, run: RunResult, index: number): SectorMap;
  counts(): RepairCounts;
}

/** @param findings is told what could not be done about the headers */
export async function createSegmentRepair(
  cartridge: Cartridge,
  findings: Finding[],
): Promise<SegmentRepair> {
  const { header, badSectors, store, firstDataSegment } = cartridge;
  const pool = createSegmentPool(2);
  const [work, built] = [pool.segment(0), pool.segment(1)];
  const best = await bestSegments(cartridge, pool.engine, findings);
  const isHeader = (segment: number) => header.headerSegments.includes(segment);
  const corrected: SegmentRange[] = [];
  const unverifiable: SegmentRange[] = [];
  const lost: SegmentRange[] = [];
  const headers: number[] = [];
  let correctedSectors = 0;

  return {
    mend(segment, sectors, { unreadable, deleted }, index) {
      const bad = badSectors.get(segment);
      const known = best.get(segment);
      if (known) {
        const changed = replaceGoodSectors(sectors, known, bad);
        if (!isHeader(segment)) appendSegment(corrected, segment);
        else if (changed || unreadable[index] !== 0) headers.push(segment);
        return 0;
      }
      let missing = (unreadable[index]! & ~bad) >>> 0;
      if ((deleted[index]! & ~bad) !== 0) return missing;
      if (store.parityStored === false) {
        missing = (missing | parityOf(bad)) >>> 0;
        for (const sector of sectorsOf(parityOf(bad)))
          sectors.fill(0, sector * SectorBytes, (sector + 1) * SectorBytes); // made up
      }
      work.set(sectors);
      const { report, data } = correctSegment(work, bad, missing, pool.engine);
      if (report.how === "read") return 0;
      if (report.how === "lost" || report.how === "empty" || report.unverifiable !== 0) {
        const counts = segment >= firstDataSegment || isHeader(segment);
        if (report.unverifiable !== 0) appendSegment(unverifiable, segment);
        else if (report.how === "lost" && counts && !isBlank(sectors, bad, missing))
          appendSegment(lost, segment);
        return missing;
      }
      buildSegment(data, bad, pool.engine, built);
      replaceGoodSectors(sectors, built, bad);
      appendSegment(corrected, segment);
      correctedSectors += sectorCount(report.corrected);
      return 0;
    },
    counts: () => ({ corrected, correctedSectors, headers, unverifiable, lost }),
  };
}

/** Puts the good sectors of `by` in place of those of `sectors`; says whether that changed a byte. */
function replaceGoodSectors(sectors: Uint8Array, by: Uint8Array, bad: SectorMap): boolean {
  let changed = false;
  for (const sector of sectorsOf(~bad >>> 0))
    for (let i = sector * SectorBytes; i < (sector + 1) * SectorBytes; i++) {
      if (sectors[i] === by[i]) continue;
      sectors[i] = by[i]!;
      changed = true;
    }
  return changed;
}
