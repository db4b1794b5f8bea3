import {
  type ByteStore,
  type Cartridge,
  type LongOperation,
  type RescueMap,
  rescueMapOf,
} from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import { type Finding, type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import { createSegmentRepair, type RepairCounts } from "./segment-repair.js";

/** What came of a repair. */
export interface RepairResult extends RepairCounts {
  /** Of the new image: 32768 bytes a segment of the cartridge. */
  readonly sizeBytes: number;
  readonly segmentCount: number;
  /** Sectors of the new image that are still unreadable; bad sectors are not among them. */
  readonly map: RescueMap;
  readonly findings: readonly Finding[];
}

/** Segments that are read at a time: 512 KiB. */
const runSegments = 16;

/**
 * Writes a raw image (32768 bytes a segment) of a cartridge in which everything stands corrected that the
 * parity can correct and still vouch for, both headers included. Everything else is as it was read, and as
 * unreadable as before: no parity is made for it, which would pass damage off as data. Bad sectors keep what
 * they hold. The cartridge is not changed.
 * @param target not closed
 */
export async function repairCartridge(
  cartridge: Cartridge,
  target: Pick<ByteStore, "write">,
  options: LongOperation = {},
): Promise<RepairResult> {
  const { signal, onProgress } = options;
  const segmentCount = segmentCountOf(cartridge.geometry);
  const sizeBytes = segmentCount * SegmentBytes;
  const findings: Finding[] = [];
  const repair = await createSegmentRepair(cartridge, findings);
  const image = new Uint8Array(runSegments * SegmentBytes);
  const holes = new Map<number, SectorMap>();
  for (let first = 0; first < segmentCount; ) {
    signal?.throwIfAborted();
    const count = Math.min(runSegments, segmentCount - first);
    image.fill(0); // what a store says nothing about must not be that of an earlier segment
    const run = await cartridge.store.readRun(first, count, image, signal ? { signal } : {});
    for (let index = 0; index < count; index++) {
      const sectors = image.subarray(index * SegmentBytes, (index + 1) * SegmentBytes);
      const missing = repair.mend(first + index, sectors, run, index);
      if (missing !== 0) holes.set(first + index, missing);
    }
    await target.write(first * SegmentBytes, image.subarray(0, count * SegmentBytes));
    first += count;
    onProgress?.({ phase: "repair", done: first, total: segmentCount, unit: "segments" });
  }
  return {
    sizeBytes,
    segmentCount,
    map: rescueMapOf(holes, sizeBytes),
    ...repair.counts(),
    findings,
  };
}
