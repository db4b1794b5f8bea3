import type { QtestClock } from "./qtest-clock.js";
import type { RealTime } from "./real-time.js";

/** Time that goes by itself: the machine behind the connection runs in real time. */
export function createRunningClock(time: RealTime): QtestClock {
  return {
    standsStill: false,
    pause: () => [],
    now: () => time.now(),
    sleep: (ms) =>
      new Promise((resolve) => {
        time.after(Math.max(0, ms), resolve);
      }),
    accessed() {},
    // The round trip of the next request takes longer than anything that is polled for.
    async next() {},
    async rise(latch, irq, ms) {
      const { risen, giveUp } = latch.rise(irq);
      const cancel = time.after(Math.max(0, ms), giveUp);
      try {
        return await risen;
      } finally {
        cancel();
      }
    },
  };
}
