import type { RealTime } from "../../src/qtest/index.js";

/** Time that only passes when a test says so. */
export function manualTime(): RealTime & { readonly timers: number; pass(ms: number): void } {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; action: () => void }>();
  return {
    now: () => nowMs,
    get timers() {
      return timers.size;
    },
    after(ms, action) {
      const timer = { atMs: nowMs + ms, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const due = [...timers].filter(({ atMs }) => atMs <= endMs);
        const next = due.sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.action();
      }
      nowMs = endMs;
    },
  };
}
