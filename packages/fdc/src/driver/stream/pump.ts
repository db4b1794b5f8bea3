/** Keeps the tape going in the background, as long as there is work and somebody for whom time passes. */
import type { Clock } from "../../hardware.js";

export interface Pump {
  /**
   * Resolves when `done` holds; work goes on until then. @throws what the work failed with, before or
   * meanwhile.
   */
  until(done: () => boolean): Promise<void>;
  /**
   * The same for a point in time, on a clock that stands still; a failure of the work is kept for the next
   * `until`. @throws what the clock fails with.
   */
  untilTime(timeMs: number): Promise<void>;
  /** Lets the work go on, where time does not wait for anybody. */
  nudge(): void;
  /** Resolves when no work is under way. */
  rest(): Promise<void>;
}

interface Waiter {
  readonly done: () => boolean;
  readonly timeMs: number | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param step does one piece of work; false when there is nothing to do
 * @param failed called when a step threw
 */
export function createPump(
  clock: Clock,
  step: () => Promise<boolean>,
  failed: (error: unknown) => Promise<void>,
): Pump {
  let waiters: Waiter[] = [];
  let turning: Promise<void> | undefined;
  /** Calls so far: one may bring work while the pump finds that there is none. */
  let calls = 0;
  let resting = false;
  let failure: { readonly error: unknown } | undefined;

  const settle = () => {
    if (!waiters.some(({ done }) => done())) return;
    const open: Waiter[] = [];
    for (const waiter of waiters) {
      if (waiter.done()) waiter.resolve();
      else open.push(waiter);
    }
    waiters = open;
  };
  const earliest = () => {
    let timeMs = Number.POSITIVE_INFINITY;
    for (const waiter of waiters) timeMs = Math.min(timeMs, waiter.timeMs ?? timeMs);
    return timeMs;
  };
  const fail = async (error: unknown) => {
    await failed(error);
    const struck = waiters.filter(({ timeMs }) => timeMs === undefined);
    waiters = waiters.filter(({ timeMs }) => timeMs !== undefined);
    if (struck.length === 0) failure = { error };
    for (const { reject } of struck) reject(error);
  };
  const turn = async () => {
    for (;;) {
      settle();
      if (waiters.length === 0 && (clock.standsStill || resting || failure)) return;
      let busy = false;
      const before = calls;
      try {
        if (failure === undefined) busy = await step();
      } catch (error) {
        await fail(error);
        continue;
      }
      if (busy || calls !== before) continue;
      settle();
      if (waiters.length === 0) return;
      const timeMs = earliest();
      if (timeMs === Number.POSITIVE_INFINITY)
        await fail(new Error("the tape has nothing to do, yet somebody waits for it"));
      else await clock.sleep(Math.max(0, timeMs - clock.now()));
    }
  };
  /** Not the work failed but time itself: nobody is left to wait for it. */
  const giveUp = (error: unknown) => {
    const struck = waiters;
    waiters = [];
    for (const { reject } of struck) reject(error);
  };
  const start = () => {
    calls++;
    turning ??= turn()
      .catch(giveUp)
      .finally(() => {
        turning = undefined;
        if (waiters.length > 0) start();
      });
  };

  const nudge = () => {
    if (!clock.standsStill) start();
  };

  return {
    nudge,
    async until(done) {
      if (failure) {
        const { error } = failure;
        failure = undefined;
        throw error;
      }
      if (!done())
        await new Promise<void>((resolve, reject) => {
          waiters.push({ done, timeMs: undefined, resolve, reject });
          start();
        });
      else nudge();
    },
    untilTime(timeMs) {
      return new Promise((resolve, reject) => {
        waiters.push({ done: () => clock.now() >= timeMs, timeMs, resolve, reject });
        start();
      });
    },
    async rest() {
      resting = true;
      try {
        while (turning) await turning;
      } finally {
        resting = false;
      }
    },
  };
}
