import { createSegmentPool, SegmentBytes } from "@floppytape/ecc";
import { type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import type { Cartridge } from "../cartridge.js";
import {
  type Correction,
  correctSegment,
  packSegment,
  reportOfNothing,
} from "../corrected-segment.js";
import type { LongOperation } from "../long-operation.js";
import { isUniform } from "./sector-order.js";

/** One segment on its way into another image. The arrays are valid until the next segment is asked for. */
export interface ExportedSegment {
  readonly segment: number;
  readonly bad: SectorMap;
  /**
   * The 32 sectors in their places: as they were read, or as the parity restored them and can still vouch for it;
   * zeros where sectors are missing or bad.
   */
  readonly physical: Uint8Array;
  /** Sectors that {@link physical} lacks, but for the bad ones. */
  readonly missing: SectorMap;
  /** The data bytes, as many as the segment has room for, zeros where they are lost. */
  readonly data: Uint8Array;
  readonly report: Correction;
  /** It holds what formatting left, which is no data and has no parity. */
  readonly blank: boolean;
}

/** Segments read at a time: 512 KiB. */
const chunkSegments = 16;

/**
 * Reads segments of a cartridge in order and corrects what can be corrected.
 * @param last inclusive
 */
export async function* exportedSegments(
  cartridge: Cartridge,
  first: number,
  last: number,
  { signal, onProgress }: LongOperation,
): AsyncGenerator<ExportedSegment, void, undefined> {
  const { store, badSectors } = cartridge;
  const pool = createSegmentPool(chunkSegments);
  const physical = new Uint8Array(SegmentBytes);
  const badOf = (segment: number) => badSectors.get(segment);
  const end = Math.min(last + 1, segmentCountOf(cartridge.geometry));
  for (let start = first; start < end; start += chunkSegments) {
    signal?.throwIfAborted();
    const count = Math.min(chunkSegments, end - start);
    const options = signal ? { badSectors: badOf, signal } : { badSectors: badOf };
    const { unreadable, deleted } = await store.readRun(start, count, pool.bytes, options);
    for (let i = 0; i < count; i++) {
      const bad = badOf(start + i);
      const missing = (unreadable[i]! & ~bad) >>> 0;
      const packed = pool.segment(i);
      physical.set(packed);
      zeroSectors(physical, (missing | bad) >>> 0);
      const hasMarks = (deleted[i]! & ~bad) !== 0;
      const { report, data } = hasMarks
        ? markedSegment(packed, bad, missing, cartridge.dataBytes(start + i))
        : correctSegment(packed, bad, missing, pool.engine);
      // With all parity used up nothing would show any more that the correction may be wrong.
      const restored = report.how === "corrected" && report.unverifiable === 0;
      if (restored) rebuild(physical, packed, bad);
      const blank = report.how === "lost" && missing === 0 && isUniform(data);
      yield {
        segment: start + i,
        bad,
        physical,
        missing: restored || report.how === "read" ? 0 : missing,
        data,
        report,
        blank,
      };
    }
    onProgress?.({
      phase: "export",
      done: start + count - first,
      total: end - first,
      unit: "segments",
    });
  }
}

/** A segment with deleted data marks: an image has no room for the marks, and takes the bytes as they are. */
function markedSegment(packed: Uint8Array, bad: SectorMap, missing: SectorMap, dataBytes: number) {
  zeroSectors(packed, missing);
  if (bad !== 0) packSegment(packed, bad);
  const report: Correction = { ...reportOfNothing("deleted"), unreadable: missing };
  return { report, data: packed.subarray(0, dataBytes) };
}

/** Puts the corrected good sectors back to their places; `correctSegment` has corrected their parity too. */
function rebuild(physical: Uint8Array, packed: Uint8Array, bad: SectorMap): void {
  let from = 0;
  for (let sector = 0; sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    physical.set(packed.subarray(from * 1024, (from + 1) * 1024), sector * 1024);
    from++;
  }
}

function zeroSectors(segment: Uint8Array, map: SectorMap): void {
  if (map === 0) return;
  for (let sector = 0; sector < 32; sector++)
    if ((map >>> sector) & 1) segment.fill(0, sector * 1024, (sector + 1) * 1024);
}
