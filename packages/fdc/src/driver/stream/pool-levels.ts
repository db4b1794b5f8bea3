/** When a pool is full enough to start the tape, and empty enough to start it again. */
import type { Clock } from "../../hardware.js";
import type { TapeLayout } from "../tape-layout.js";
import type { StartPolicy } from "./tape-stream-parts.js";

export interface PoolLevels {
  /** Segments that can be queued for writing. */
  readonly mostQueued: number;
  /** Queued segments at which writing starts; it also does when somebody has to wait for room. */
  readonly startWriting: number;
  /** Segments left in the pool at which reading goes on. */
  readonly resumeReading: number;
  /** Runs what gets the tape going, and measures how long that takes. */
  timed<T>(start: () => Promise<T>): Promise<T>;
}

/** Until a start was measured, in milliseconds. */
const assumedStartMs = 3500;

/**
 * The tape needs seconds to start. Ours begins early enough that neither source nor sink has to wait for it:
 * at most as much flows meanwhile as the tape itself carries in that time. The original composed a segment in
 * the last of its buffers and started when that was full: here the caller composes it, and has to wait then.
 */
export function createPoolLevels(
  capacity: number,
  policy: StartPolicy,
  clock: Clock,
  layout: TapeLayout,
): PoolLevels {
  let startMs = assumedStartMs;
  const reserve = () =>
    Math.min(Math.ceil(startMs / layout.speed.segmentMs) + 1, Math.floor(capacity / 2));
  return {
    mostQueued: policy === "original" ? capacity - 1 : capacity,
    get startWriting() {
      return policy === "original" ? capacity : capacity - reserve();
    },
    get resumeReading() {
      return policy === "original" ? 0 : reserve();
    },
    async timed(start) {
      const from = clock.now();
      const result = await start();
      startMs = clock.now() - from;
      return result;
    },
  };
}
