/** Reads segments in order into the pool, as far ahead of the caller as there is room. */
import { SectorBytes } from "@floppytape/ecc";
import { type SectorMap, sectorsOf, segmentCountOf } from "@floppytape/qic-format";
import { createBusWatch } from "./bus-watch.js";
import type { PoolLevels } from "./pool-levels.js";
import { runEnd, runStart } from "./sector-runs.js";
import type { SegmentCarrier } from "./segment-carrier.js";
import { isDone, MostRetries, openJob, type SegmentJob } from "./segment-job.js";
import type { SegmentPass } from "./segment-pass.js";
import type { SegmentSlots } from "./segment-slots.js";
import type { RunningCounters } from "./stream-counters.js";
import type { TapeStreamParts } from "./tape-stream-parts.js";

/** A segment in the pool. */
export interface ReadSegment {
  readonly segment: number;
  /** Sectors that were asked for; those of them that are good; those of these with deleted marks. */
  readonly wanted: SectorMap;
  readonly good: SectorMap;
  readonly deleted: SectorMap;
  /** Undefined where nothing was wanted. */
  readonly bytes: Uint8Array | undefined;
}

/** What is asked of each segment. */
export interface ReadingRules {
  /** Sectors not to be read. */
  badSectors(segment: number): SectorMap;
  /** Passes over a segment after the first, at most. */
  readonly mostRetries: number;
}

export interface ReadAhead {
  /** A pass has begun, or the tape runs for reading. */
  readonly active: boolean;
  /** The caller wants this segment next, and probably those behind it; `end`: as far as it said. */
  aim(segment: number, wanted: SectorMap, end: number, how: ReadingRules): void;
  /** Whether the segment of the last `aim` is there. */
  readonly ready: boolean;
  /** Takes it out; its bytes go back with `giveBack`. */
  take(): ReadSegment;
  giveBack(read: ReadSegment): void;
  /** Does the next piece of work; false when there is none. */
  step(): Promise<boolean>;
  /** Ends what has begun, forgets everything; the tape may still run. */
  end(): Promise<void>;
  /** Forgets what is there; the pass that has begun still has to end. */
  forget(): void;
  /** Forgets that, too. */
  abandon(): void;
}

interface Reading {
  readonly job: SegmentJob;
  readonly slot: Uint8Array;
  buffer: number;
  /** Sectors whose bytes have come, with good checksums or wrong ones. */
  filled: SectorMap;
  /** Nobody wants it any more. */
  stale: boolean;
}

/** A pass over segments that nobody wants is cheaper than stopping, up to so many. */
const patience = 4;

export function createReadAhead(
  parts: TapeStreamParts,
  carrier: SegmentCarrier,
  slots: SegmentSlots,
  levels: PoolLevels,
  counters: RunningCounters,
): ReadAhead {
  const { layout } = parts;
  const { buffers } = parts.drive.controller;
  const busWatch = createBusWatch(buffers.length);
  const pool = new Map<number, ReadSegment>();
  let reading: Reading | undefined;
  /** The next segment to open; undefined: nothing to do. */
  let cursor: number | undefined;
  let target = 0;
  let targetWanted = 0;
  let limit = 0;
  let rules: ReadingRules = { badSectors: () => 0, mostRetries: MostRetries };
  let lastBuffer = 0;
  /** The pool was full, and is not yet empty enough again. */
  let full = false;
  let working = false;

  const isReady = () => {
    const read = pool.get(target);
    return read !== undefined && (targetWanted & ~read.wanted) === 0;
  };
  const release = ({ bytes }: ReadSegment) => {
    if (bytes) slots.giveBack(bytes);
  };
  const forget = () => {
    for (const read of pool.values()) release(read);
    pool.clear();
    cursor = undefined;
    full = false;
    if (reading) reading.stale = true;
  };
  /** Opens the next segment that has sectors to be read and for which there is room. */
  const open = (): Reading | undefined => {
    while (cursor !== undefined && cursor < limit) {
      const wanted = ~rules.badSectors(cursor) >>> 0;
      if (wanted !== 0) {
        const slot = slots.take();
        full ||= slot === undefined;
        if (slot === undefined) return undefined;
        const buffer = busWatch.choose(cursor, (lastBuffer + 1) % buffers.length);
        const job = openJob("read", cursor, wanted, rules.mostRetries);
        return { job, slot, buffer, filled: 0, stale: false };
      }
      pool.set(cursor, { segment: cursor, wanted, good: 0, deleted: 0, bytes: undefined });
      cursor++;
    }
    return undefined;
  };
  const begin = async (next: Reading): Promise<boolean> => {
    reading = next;
    lastBuffer = next.buffer;
    return carrier.begin(next.job, next.buffer);
  };
  /** Copies sectors that have arrived out of the controller's buffer. */
  const fetch = async (arrived: Reading, { good, doubtful }: SegmentPass) => {
    const { slot, buffer } = arrived;
    const source = buffers[buffer]!;
    const sectors = (good | doubtful) >>> 0;
    arrived.filled = (arrived.filled | sectors) >>> 0;
    if (sectors === 0xffffffff) return source.load(0, slot);
    for (let first = runStart(sectors, 0); first < 32; ) {
      const end = runEnd(sectors, first);
      await source.load(first * SectorBytes, slot.subarray(first * SectorBytes, end * SectorBytes));
      first = runStart(sectors, end);
    }
  };
  const deliver = ({ job, slot, filled }: Reading) => {
    const { segment, wanted, good, deleted } = job;
    // A slot has been another segment's: what did not come must not look as if it had.
    for (const sector of sectorsOf((wanted & ~filled) >>> 0))
      slot.fill(0, sector * SectorBytes, (sector + 1) * SectorBytes);
    carrier.close(job);
    const read = { segment, wanted, good, deleted, bytes: slot };
    if (segment < target) return release(read);
    pool.set(segment, read);
    counters.segmentsRead++;
  };
  const goOnWith = (segment: number) => {
    for (const read of pool.values()) release(read);
    pool.clear();
    if (reading) reading.stale = true;
    cursor = segment;
    full = false;
  };

  /** The end of a pass. */
  const land = async () => {
    const landed = reading!;
    const { job, slot, buffer } = landed;
    const pass = await carrier.end();
    if (landed.stale) {
      reading = undefined;
      return slots.giveBack(slot);
    }
    if (!isDone(job)) {
      await fetch(landed, pass);
      await carrier.again(job);
      return;
    }
    reading = undefined;
    cursor = job.segment + 1;
    // Two buffers: the next segment is under way before this one is out of the way.
    const together = buffers.length > 1 && carrier.arrivesNext(cursor);
    const next = together ? open() : undefined;
    const chained = next !== undefined && next.buffer !== buffer;
    try {
      if (next && chained && carrier.arrivesNext(next.job.segment)) await begin(next);
      else reading = next;
      await fetch(landed, pass);
    } catch (error) {
      slots.giveBack(slot);
      throw error;
    }
    const { segment, wanted, good } = job;
    const arrival = { segment, wanted, good, bytes: slot, buffer };
    try {
      if (busWatch.judge(arrival) === "plain") return deliver(landed);
    } catch (error) {
      counters.busFaults++;
      slots.giveBack(slot);
      goOnWith(job.segment);
      throw error;
    }
    slots.giveBack(slot);
    goOnWith(job.segment);
  };

  /** Nothing to read, or no room for it. */
  const rest = async (): Promise<boolean> => {
    if (!full) cursor = undefined;
    if (!working) return false;
    working = false;
    await carrier.pause(full ? "pool" : "asked");
    return true;
  };

  const step = async (): Promise<boolean> => {
    if (carrier.flying) {
      await land();
      return true;
    }
    if (reading?.stale) {
      slots.giveBack(reading.slot);
      reading = undefined;
    }
    if (reading === undefined) {
      if (full && pool.size > levels.resumeReading) return rest();
      full = false;
      reading = open();
      if (reading === undefined) return rest();
    }
    working = true;
    const next = reading;
    const begun = carrier.arrivesNext(next.job.segment)
      ? await begin(next)
      : await levels.timed(() => begin(next));
    if (begun) return true;
    reading = undefined;
    cursor = next.job.segment + 1;
    deliver(next);
    return true;
  };

  return {
    get active() {
      return working || reading !== undefined;
    },
    get ready() {
      return isReady();
    },
    aim(segment, wanted, end, how) {
      target = segment;
      targetWanted = wanted;
      // What was read ahead with more patience, or less, is not what is asked for now.
      if (how.mostRetries !== rules.mostRetries) goOnWith(segment);
      rules = how;
      // Without a geometry nobody knows what lies behind the first track.
      const { addressing, segmentCount } = layout;
      limit =
        segmentCount ??
        Math.min(Math.max(end, addressing.segmentsPerTrack), segmentCountOf(addressing));
      for (const read of pool.values()) {
        if (read.segment >= segment) break;
        pool.delete(read.segment);
        release(read);
      }
      if (isReady()) return;
      const current = reading !== undefined && !reading.stale ? reading.job : undefined;
      const next = current?.segment ?? cursor;
      const comes = next !== undefined && segment >= next && segment - next <= patience;
      const enough = current?.segment !== segment || (wanted & ~current.wanted) === 0;
      if (pool.has(segment) || !comes || !enough) goOnWith(segment);
    },
    take() {
      const read = pool.get(target)!;
      pool.delete(target);
      return read;
    },
    giveBack: release,
    step,
    async end() {
      forget();
      working = false;
      if (carrier.flying) await land();
      else if (reading) {
        slots.giveBack(reading.slot);
        reading = undefined;
      }
    },
    forget,
    abandon() {
      forget();
      if (reading) slots.giveBack(reading.slot);
      reading = undefined;
      working = false;
    },
  };
}
