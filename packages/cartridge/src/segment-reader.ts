import { type EccEngine, SectorBytes, SegmentBytes, type SegmentPool } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { correctSegment, reportOfNothing, type SegmentReport } from "./corrected-segment.js";
import type { ReadOptions, RunResult, SegmentStore } from "./segment-store.js";

/** Contents of one segment and how they were obtained. */
export interface SegmentContents {
  /**
   * The data bytes, see `CorrectedSegment.data`. A view of the reader's memory: valid until the next
   * read, not to be changed.
   */
  readonly data: Uint8Array;
  readonly report: SegmentReport;
}

export interface SegmentReadOptions extends Pick<ReadOptions, "signal"> {
  /** How often a lost segment is read again, keeping the best of every sector. Default 0. */
  retries?: number;
}

/** Reads segments one after the other through a pool, several at a time when they follow each other. */
export interface SegmentReader {
  read(segment: number, options?: SegmentReadOptions): Promise<SegmentContents>;
  /** Drops what was read ahead; to be called when the bad sector map has changed. */
  forget(): void;
}

interface Run {
  readonly first: number;
  readonly count: number;
  readonly version: number;
  readonly result: RunResult;
  readonly contents: (SegmentContents | undefined)[];
}

/**
 * @param badOf bad sector map of a segment
 * @param limit segments from here on do not exist
 * @param pool memory that is read into; all of it but one segment is read-ahead
 */
export function createSegmentReader(
  store: SegmentStore,
  badOf: (segment: number) => SectorMap,
  limit: number,
  pool: SegmentPool,
  engine: EccEngine,
): SegmentReader {
  const ahead = pool.segmentCount;
  let run: Run | undefined;
  let previous = -2;

  /** The run in memory, if it holds the segment and is what a read would deliver now. */
  const runWith = (segment: number): Run | undefined => {
    if (run === undefined || run.version !== store.contentVersion) return undefined;
    return segment >= run.first && segment < run.first + run.count ? run : undefined;
  };

  const load = async (segment: number, signal: AbortSignal | undefined): Promise<Run> => {
    const follows = segment > previous && segment <= previous + 2; // an empty segment may lie between
    const count = follows ? Math.min(ahead, limit - segment) : 1;
    run = undefined;
    const version = store.contentVersion;
    const options = signal ? { badSectors: badOf, signal } : { badSectors: badOf };
    const result = await store.readRun(segment, count, pool.bytes, options);
    run = { first: segment, count, version, result, contents: new Array(count).fill(undefined) };
    return run;
  };

  const obtain = async (
    { first, result }: Run,
    segment: number,
    { retries = 0, signal }: SegmentReadOptions,
  ): Promise<SegmentContents> => {
    const bad = badOf(segment);
    const index = segment - first;
    const buffer = pool.segment(index);
    if ((result.deleted[index]! & ~bad) !== 0)
      return { data: buffer.subarray(0, 0), report: { segment, ...reportOfNothing("deleted") } };
    let unreadable = result.unreadable[index]!;
    let raw: Uint8Array | undefined = retries > 0 ? buffer.slice() : undefined;
    for (let left = retries; ; left--) {
      const { data, report } = correctSegment(buffer, bad, unreadable, engine);
      if (report.how !== "lost" || left <= 0 || raw === undefined)
        return { data, report: { segment, ...report } };
      const again = new Uint8Array(SegmentBytes);
      const options = signal ? { badSectors: badOf, signal } : { badSectors: badOf };
      const { unreadable: now } = await store.readRun(segment, 1, again, options);
      raw = bestOf(raw, unreadable, again, now[0]!);
      unreadable = (unreadable & now[0]!) >>> 0;
      buffer.set(raw);
    }
  };

  return {
    async read(segment, options = {}) {
      const bad = badOf(segment);
      if (goodSectorCount(bad) <= 3)
        return { data: new Uint8Array(0), report: { segment, ...reportOfNothing("empty") } };
      const known = runWith(segment);
      const contents = known?.contents[segment - known.first];
      const worthRetrying = contents?.report.how === "lost" && (options.retries ?? 0) > 0;
      if (contents && !worthRetrying) return contents;
      const current = known && !contents ? known : await load(segment, options.signal);
      previous = segment;
      return (current.contents[segment - current.first] = await obtain(current, segment, options));
    },
    forget() {
      run = undefined;
    },
  };
}

/** Sector by sector the copy that could be read; where both could, or none, the newer one. */
function bestOf(
  older: Uint8Array,
  olderUnreadable: SectorMap,
  newer: Uint8Array,
  newerUnreadable: SectorMap,
): Uint8Array {
  for (const sector of sectorsOf((newerUnreadable & ~olderUnreadable) >>> 0)) {
    const from = sector * SectorBytes;
    newer.set(older.subarray(from, from + SectorBytes), from);
  }
  return newer;
}
