import { correctSegment, type SegmentReport, type SegmentStore } from "@floppytape/cartridge";
import { createSegmentPool, SegmentBytes, type SegmentPool } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";

/** One segment as it was read. */
export interface SegmentRead {
  /** Corrected data bytes; nothing where there are none. Valid until the next read, not to be changed. */
  readonly data: Uint8Array;
  readonly report: SegmentReport;
}

/** Segments of one read: 512 KiB, large enough for the file system, small enough for the cache. */
const runSegments = 16;

const nothing = { corrected: 0, unreadable: 0, unverifiable: 0, silent: 0, lost: 0 };

interface Run {
  readonly first: number;
  readonly count: number;
  readonly version: number;
  /** First segment of the pool that it is in. */
  readonly base: number;
  readonly unreadable: Uint32Array;
  readonly deleted: Uint32Array;
  readonly reads: (SegmentRead | undefined)[];
}

/**
 * A function that reads and corrects segments. When they are asked for in order, one half of its memory
 * is filled while the other one is used, so that the store and the caller work at the same time. What is
 * in memory already comes without a promise, since segments are many and most are.
 * @param limit segments from here on are not read ahead
 */
export function createSegmentWindow(
  store: SegmentStore,
  badOf: (segment: number) => SectorMap,
  limit: number,
): (segment: number) => SegmentRead | Promise<SegmentRead> {
  let pool: SegmentPool | undefined;
  let current: Run | undefined;
  let ahead: { readonly first: number; readonly run: Promise<Run> } | undefined;
  let previous = -2;

  const load = async (first: number, count: number, base: number): Promise<Run> => {
    pool ??= createSegmentPool(2 * runSegments);
    const version = store.contentVersion;
    const into = pool.bytes.subarray(base * SegmentBytes, (base + count) * SegmentBytes);
    const result = await store.readRun(first, count, into, { badSectors: badOf });
    return { first, count, version, base, ...result, reads: new Array(count).fill(undefined) };
  };
  const isIn = (run: Run | undefined, segment: number): run is Run =>
    run !== undefined &&
    run.version === store.contentVersion &&
    segment >= run.first &&
    segment < run.first + run.count;

  const runWith = async (segment: number): Promise<Run> => {
    const follows = segment > previous && segment <= previous + 2; // an empty segment may lie between
    const waiting = ahead;
    ahead = undefined;
    if (waiting !== undefined) {
      // Nothing else may be read meanwhile. Why it failed shows when it is asked for again.
      const run = await waiting.run.catch(() => undefined);
      if (isIn(run, segment)) return use(run);
    }
    const count = follows ? Math.max(1, Math.min(runSegments, limit - segment)) : 1;
    const run = await load(segment, count, 0);
    return follows ? use(run) : (current = run);
  };
  /** Makes a run the current one and begins to fill the other half with what follows. */
  const use = (run: Run): Run => {
    current = run;
    const first = run.first + run.count;
    const count = Math.min(runSegments, limit - first);
    if (count > 0) {
      const next = load(first, count, runSegments - run.base);
      next.catch(() => {}); // thrown where it is awaited
      ahead = { first, run: next };
    }
    return run;
  };

  const readOf = (run: Run, segment: number, bad: SectorMap): SegmentRead => {
    previous = segment;
    const index = segment - run.first;
    return (run.reads[index] ??= correct(run, index, bad, pool!));
  };

  return (segment) => {
    const bad = badOf(segment);
    if (goodSectorCount(bad) <= 3) return readNothing(segment, "empty");
    if (isIn(current, segment)) return readOf(current, segment, bad);
    return runWith(segment).then((run) => readOf(run, segment, bad));
  };
}

function correct(run: Run, index: number, bad: SectorMap, pool: SegmentPool): SegmentRead {
  const segment = run.first + index;
  if ((run.deleted[index]! & ~bad) !== 0) return readNothing(segment, "deleted");
  const buffer = pool.segment(run.base + index);
  const { data, report } = correctSegment(buffer, bad, run.unreadable[index]!, pool.engine);
  return { data, report: { segment, ...report } };
}

function readNothing(segment: number, how: SegmentReport["how"]): SegmentRead {
  return { data: new Uint8Array(0), report: { segment, how, ...nothing } };
}
