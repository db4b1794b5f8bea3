/** Segments in and out of a drive whose tape should never have to stop. */
import type { ReadOptions, RunResult, WriteOptions, WriteOutcome } from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import { type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { isDriveError } from "../position/tape-motion.js";
import { createPoolLevels } from "./pool-levels.js";
import { createPump } from "./pump.js";
import { createReadAhead } from "./read-ahead.js";
import { createSegmentCarrier } from "./segment-carrier.js";
import { MostRetries } from "./segment-job.js";
import { createSegmentSlots } from "./segment-slots.js";
import { createStreamCounters, type StreamCounters } from "./stream-counters.js";
import type { TapeStreamParts } from "./tape-stream-parts.js";
import { createVerifyRun } from "./verify-run.js";
import { createWriteBehind } from "./write-behind.js";

export type { StreamCounters } from "./stream-counters.js";
export type { StartPolicy, TapeStreamParts } from "./tape-stream-parts.js";

/**
 * Segments in and out of the drive while the tape keeps moving. One call at a time; `letTimePass` may come
 * between them.
 */
export interface TapeStream {
  /** As `SegmentStore.readRun`; arguments are checked by the caller. */
  readRun(
    first: number,
    count: number,
    into: Uint8Array,
    options?: ReadOptions,
  ): Promise<RunResult>;
  /** Resolves when queued; waits for room in the pool. The bytes are not kept. */
  writeSegment(segment: number, sectors: Uint8Array, options: WriteOptions): Promise<void>;
  /** Told what became of each `writeSegment`, in the order of the calls; returns the function that removes it. */
  onOutcome(listener: (outcome: WriteOutcome) => void): () => void;
  /**
   * Everything is written, outcomes are delivered, the tape pauses. When it fails, what is not written stays
   * queued for the next call, unless the cartridge is write protected.
   */
  flush(): Promise<void>;
  /** As `flush`, and the tape stands and nothing is read ahead any more: before any other use of the drive. */
  halt(): Promise<void>;
  /** Resolves when nothing goes on in the background; nothing begins there before the next call. */
  rest(): Promise<void>;
  /** Forgets what is queued and read ahead, without touching the drive; returns how many writes were lost. */
  discard(): number;
  /**
   * Looks for bad sectors: those of the result are. Consecutive calls stream. Unreachable segments are bad
   * as a whole.
   */
  verifySegment(segment: number): Promise<SectorMap>;
  /** Lets the tape go on while the caller has nothing for it: a slow source or sink. On real hardware a sleep. */
  letTimePass(ms: number): Promise<void>;
  /** Changes as the tape goes on. */
  readonly counters: StreamCounters;
}

const usualBuffers = { stream: 64, original: 3 } as const;
const fewestBuffers = 3;
/** Drive error code. */
const writeProtected = 5;
const noBadSectors = () => 0;

export function createTapeStream(parts: TapeStreamParts): TapeStream {
  const { clock, layout, positioner, startPolicy = "stream" } = parts;
  const capacity = parts.buffers ?? usualBuffers[startPolicy];
  if (!Number.isInteger(capacity) || capacity < fewestBuffers)
    throw new RangeError(`buffers must be at least ${fewestBuffers}, got ${capacity}`);
  const counters = createStreamCounters();
  const listeners = new Set<(outcome: WriteOutcome) => void>();
  const carrier = createSegmentCarrier(parts, counters);
  const slots = createSegmentSlots(capacity);
  const levels = createPoolLevels(capacity, startPolicy, clock, layout);
  const reader = createReadAhead(parts, carrier, slots, levels, counters);
  const writer = createWriteBehind(parts, carrier, slots, levels, counters, (segment, failed) => {
    for (const listener of [...listeners]) listener({ segment, failed });
  });
  const verifier = createVerifyRun(parts, carrier);
  /** Somebody waits for segments that are queued. */
  let urgent = 0;
  /** Nothing is to be read ahead any more. */
  let quiet = 0;
  /** How far the clock has gone beyond the caller's own time: tape moves in whole segments. */
  let aheadMs = 0;

  const step = async (): Promise<boolean> => {
    const writing = writer.wants(urgent > 0);
    if ((writing || quiet > 0) && reader.active) {
      await reader.end();
      return true;
    }
    if (verifier.active) {
      await verifier.end();
      return true;
    }
    return writing ? writer.step(urgent > 0) : reader.step();
  };
  const pump = createPump(clock, step, async (error) => {
    reader.abandon();
    verifier.forget();
    if (isDriveError(error, writeProtected)) writer.discard();
    else writer.rest();
    await carrier.abandon();
  });
  const wait = async (done: () => boolean) => {
    const from = clock.now();
    await pump.until(done);
    if (clock.now() !== from) aheadMs = 0;
  };
  /** Waits for something that only comes about when the tape runs for what is queued. */
  const blocked = async (done: () => boolean) => {
    urgent++;
    try {
      await wait(done);
    } finally {
      urgent--;
    }
  };
  const hasRoom = () => writer.queued < levels.mostQueued && slots.free > 0;
  const written = () => blocked(() => writer.queued === 0 && !writer.active);
  /** The tape of a drive that complains stands as well; the next start finds out what is wrong. */
  const standStill = async () => {
    try {
      await positioner.stop();
    } catch (error) {
      const ready = ["CARTRIDGE_CHANGED", "DRIVE_ERROR"];
      if (!(error instanceof FdcError) || !ready.includes(error.code)) throw error;
      positioner.lost();
    }
  };
  const halt = async () => {
    await written();
    quiet++;
    try {
      await wait(() => !reader.active && !verifier.active);
      await pump.rest();
      await standStill();
    } finally {
      quiet--;
    }
  };

  return {
    counters,
    async readRun(
      first,
      count,
      into,
      { badSectors = noBadSectors, retries = MostRetries, signal } = {},
    ) {
      const rules = { badSectors, mostRetries: Math.min(retries, MostRetries) };
      signal?.throwIfAborted();
      if (writer.queued > 0 || writer.active) await written();
      const unreadable = new Uint32Array(count);
      const deleted = new Uint32Array(count);
      for (let index = 0; index < count; index++) {
        signal?.throwIfAborted();
        const segment = first + index;
        const wanted = ~badSectors(segment) >>> 0;
        unreadable[index] = wanted;
        if (segment >= (layout.segmentCount ?? segmentCountOf(layout.addressing))) continue;
        if (wanted === 0) continue;
        reader.aim(segment, wanted, first + count, rules);
        await wait(() => reader.ready);
        const read = reader.take();
        into.set(read.bytes!, index * SegmentBytes);
        unreadable[index] = wanted & ~read.good;
        deleted[index] = wanted & read.deleted;
        reader.giveBack(read);
      }
      return { unreadable, deleted };
    },
    async writeSegment(segment, sectors, { skip, deleted = false }) {
      reader.forget();
      if (!hasRoom()) await blocked(hasRoom);
      writer.push(segment, sectors, skip, deleted);
      pump.nudge();
    },
    onOutcome(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    flush: written,
    halt,
    rest: pump.rest,
    discard() {
      reader.abandon();
      verifier.forget();
      carrier.drop();
      return writer.discard();
    },
    async verifySegment(segment) {
      if (!verifier.active) await halt();
      return verifier.verify(segment);
    },
    async letTimePass(ms) {
      if (!clock.standsStill) return clock.sleep(ms);
      const goal = clock.now() - aheadMs + ms;
      await pump.untilTime(goal);
      aheadMs = clock.now() - goal;
    },
  };
}
