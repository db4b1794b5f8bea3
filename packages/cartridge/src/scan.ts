import { createSegmentPool, SegmentBytes, type SegmentPool } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";
import type { Cartridge } from "./cartridge.js";
import { correctSegment, reportOfNothing, type SegmentReport } from "./corrected-segment.js";
import type { LongOperation } from "./long-operation.js";
import type { RunResult, SegmentStore } from "./segment-store.js";

export interface ScanOptions extends LongOperation {
  /** Default 0. */
  firstSegment?: number;
  /** Inclusive. Default: the last segment of the cartridge. */
  lastSegment?: number;
  /** Memory to read into, at least two segments; half of it is checked while the other half is read. */
  pool?: SegmentPool;
}

export interface StoreScanOptions extends ScanOptions {
  lastSegment: number;
  /** Bad sector map of a segment. */
  badSectors: (segment: number) => SectorMap;
}

/** Two halves of 512 KiB: large enough for the file system, small enough for the cache. */
const defaultPool = 32;

/**
 * Reads and checks the segments of a cartridge, without keeping contents: one report each, ascending.
 * The bytes are checked where the store put them.
 */
export function scanCartridge(
  cartridge: Cartridge,
  options: ScanOptions = {},
): AsyncGenerator<SegmentReport, void, undefined> {
  const { segmentCount } = cartridge.badSectors;
  const lastSegment = options.lastSegment ?? segmentCount - 1;
  if (lastSegment >= segmentCount)
    throw new RangeError(`lastSegment must be at most ${segmentCount - 1}, got ${lastSegment}`);
  const badSectors = (segment: number) => cartridge.badSectors.get(segment);
  return scanStore(cartridge.store, { ...options, lastSegment, badSectors });
}

/** As `scanCartridge`, where the header was read elsewhere. */
export async function* scanStore(
  store: SegmentStore,
  options: StoreScanOptions,
): AsyncGenerator<SegmentReport, void, undefined> {
  for await (const reports of scanChunks(store, options))
    for (const report of reports) yield report; // faster than to delegate
}

/** The scan in chunks: all reports of one read. */
export async function* scanChunks(
  store: SegmentStore,
  options: StoreScanOptions,
): AsyncGenerator<readonly SegmentReport[], void, undefined> {
  const { firstSegment = 0, lastSegment, badSectors, signal, onProgress } = options;
  const pool = options.pool ?? createSegmentPool(defaultPool);
  const half = Math.floor(pool.segmentCount / 2);
  if (half < 1)
    throw new RangeError(`pool must have at least 2 segments, got ${pool.segmentCount}`);
  const total = lastSegment - firstSegment + 1;
  const readOptions = signal ? { badSectors, signal } : { badSectors };

  const load = (done: number): Promise<RunResult> | undefined => {
    if (done >= total) return undefined;
    const base = (Math.floor(done / half) % 2) * half;
    const count = Math.min(half, total - done);
    const into = pool.bytes.subarray(base * SegmentBytes, (base + count) * SegmentBytes);
    const result = store.readRun(firstSegment + done, count, into, readOptions);
    result.catch(() => {}); // its failure is thrown where it is awaited
    return result;
  };

  let pending = load(0);
  try {
    for (let done = 0; pending !== undefined; ) {
      const result = await pending;
      const base = (Math.floor(done / half) % 2) * half;
      const first = firstSegment + done;
      done += result.unreadable.length;
      signal?.throwIfAborted();
      pending = load(done);
      const reports: SegmentReport[] = [];
      for (let i = 0; i < result.unreadable.length; i++)
        reports.push(checkSegment(first + i, badSectors(first + i), result, i, pool, base + i));
      onProgress?.({ phase: "scan", done, total, unit: "segments" });
      yield reports;
    }
  } finally {
    await pending?.catch(() => {}); // the pool is the caller's again only when nothing is read into it
  }
}

function checkSegment(
  segment: number,
  bad: SectorMap,
  { unreadable, deleted }: RunResult,
  index: number,
  pool: SegmentPool,
  slot: number,
): SegmentReport {
  if (goodSectorCount(bad) <= 3) return { segment, ...reportOfNothing("empty") };
  if ((deleted[index]! & ~bad) !== 0) return { segment, ...reportOfNothing("deleted") };
  const { report } = correctSegment(pool.segment(slot), bad, unreadable[index]!, pool.engine);
  return { segment, ...report };
}
