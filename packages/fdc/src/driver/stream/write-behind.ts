/** Writes segments in the order in which they were queued, as long as there are any. */
import { SegmentBytes } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";
import type { PoolLevels } from "./pool-levels.js";
import type { SegmentCarrier } from "./segment-carrier.js";
import { isDone, missingOf, openJob, type SegmentJob } from "./segment-job.js";
import type { SegmentSlots } from "./segment-slots.js";
import type { RunningCounters } from "./stream-counters.js";
import type { TapeStreamParts } from "./tape-stream-parts.js";

export interface WriteBehind {
  /** Segments that are not on tape yet. */
  readonly queued: number;
  /** Takes a copy; only while there is a free slot. */
  push(segment: number, sectors: Uint8Array, skip: SectorMap, deleted: boolean): void;
  /** The tape runs for writing, or is being brought to where it can. */
  readonly active: boolean;
  /** There is enough for the tape to start, or it runs for what is left. */
  wants(urgent: boolean): boolean;
  /**
   * Does the next piece of work; false when there is none. `urgent`: somebody waits for the end of the queue,
   * after which the tape stops because it was asked to.
   */
  step(urgent: boolean): Promise<boolean>;
  /** The drive failed: what is queued waits for the next try. */
  rest(): void;
  /** Empties the queue without writing; returns how many segments that were. */
  discard(): number;
}

interface Write {
  readonly job: SegmentJob;
  readonly slot: Uint8Array;
  /** The controller's buffer that holds the bytes; -1: none does. */
  buffer: number;
}

export function createWriteBehind(
  parts: TapeStreamParts,
  carrier: SegmentCarrier,
  slots: SegmentSlots,
  levels: PoolLevels,
  counters: RunningCounters,
  tell: (segment: number, failed: SectorMap) => void,
): WriteBehind {
  const { buffers } = parts.drive.controller;
  const queue: Write[] = [];
  let working = false;
  let lastBuffer = 0;

  const stage = async (write: Write, buffer: number) => {
    if (write.buffer === buffer) return;
    write.buffer = buffer;
    for (const other of queue) if (other !== write && other.buffer === buffer) other.buffer = -1;
    await buffers[buffer]!.store(0, write.slot);
  };
  const settle = (write: Write) => {
    const { job, slot } = write;
    const failed = missingOf(job);
    carrier.close(job);
    queue.shift();
    slots.giveBack(slot);
    if (job.good !== 0) counters.segmentsWritten++;
    tell(job.segment, failed);
  };
  const begin = async (write: Write) => {
    if (write.buffer < 0) await stage(write, (lastBuffer + 1) % buffers.length);
    lastBuffer = write.buffer;
    return carrier.begin(write.job, write.buffer);
  };
  const land = async () => {
    const write = queue[0]!;
    const following = queue[1];
    // The next segment is brought near while this one is written.
    if (following && buffers.length > 1)
      await stage(following, (write.buffer + 1) % buffers.length);
    await carrier.end();
    if (!isDone(write.job)) return carrier.again(write.job);
    const next = queue[1];
    if (next && next.job.wanted !== 0 && carrier.arrivesNext(next.job.segment)) {
      let begun: boolean;
      try {
        begun = await begin(next);
      } finally {
        settle(write); // it is on tape, whatever became of the next
      }
      if (!begun) settle(next);
      return;
    }
    settle(write);
  };

  return {
    get queued() {
      return queue.length;
    },
    get active() {
      return working;
    },
    push(segment, sectors, skip, deleted) {
      const slot = slots.take()!;
      slot.set(sectors.length === SegmentBytes ? sectors : sectors.subarray(0, SegmentBytes));
      const job = openJob(deleted ? "write-deleted" : "write", segment, ~skip >>> 0);
      queue.push({ job, slot, buffer: -1 });
    },
    wants: (urgent) =>
      working || (queue.length > 0 && (urgent || queue.length >= levels.startWriting)),
    async step(urgent) {
      if (carrier.flying) {
        await land();
        return true;
      }
      const write = queue[0];
      if (write === undefined) {
        if (!working) return false;
        working = false;
        await carrier.pause(urgent ? "asked" : "pool");
        return true;
      }
      working = true;
      if (write.job.wanted === 0) {
        settle(write);
        return true;
      }
      const begun = carrier.arrivesNext(write.job.segment)
        ? await begin(write)
        : await levels.timed(() => begin(write));
      if (!begun) settle(write);
      return true;
    },
    rest() {
      working = false;
      for (const write of queue) write.buffer = -1;
    },
    discard() {
      for (const { slot } of queue) slots.giveBack(slot);
      working = false;
      return queue.splice(0).length;
    },
  };
}
