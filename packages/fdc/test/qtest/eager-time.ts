import type { RealTime } from "../../src/qtest/index.js";

/** What the program does between two looks at the time. */
const stepMs = 0.005;

/** Time that passes at once when nothing else is left to do: a fast computer, and tests that don't wait. */
export function eagerTime(): RealTime {
  let nowMs = 0;
  let scheduled = false;
  const timers = new Set<{ readonly atMs: number; readonly action: () => void }>();
  const ring = () => {
    scheduled = false;
    let next: { readonly atMs: number; readonly action: () => void } | undefined;
    for (const timer of timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
    if (next === undefined) return;
    timers.delete(next);
    nowMs = Math.max(nowMs, next.atMs);
    next.action();
    schedule();
  };
  const schedule = () => {
    if (scheduled || timers.size === 0) return;
    scheduled = true;
    setImmediate(ring);
  };
  return {
    now() {
      nowMs += stepMs;
      return nowMs;
    },
    after(ms, action) {
      const timer = { atMs: nowMs + Math.max(0, ms), action };
      timers.add(timer);
      schedule();
      return () => void timers.delete(timer);
    },
  };
}
