import type { InterruptLatch } from "./interrupt-latch.js";
import type { QtestClock } from "./qtest-clock.js";
import type { QtestRequests } from "./requests.js";

/** Longest step in one request, so that each is answered soon. */
const longestStepNs = 10e9;
/** Steps where the other side doesn't know when something happens next. */
const sliceNs = 1e6;
/** What an access to a port of a PC's bus takes; the server says how much more it was with the next step. */
const accessNs = 1000;

/** Whether the server moves time itself: where it does, its time in nanoseconds. */
export async function probeSteppedTime(requests: QtestRequests): Promise<number | undefined> {
  // A step of nothing is refused by some versions of QEMU, so this asks for one nanosecond.
  const answer = await requests.probe("clock_step 1");
  return answer === undefined ? undefined : timeOf(requests, "clock_step 1", answer);
}

/** Virtual time that stands still unless `clock_step` moves it. */
export function createSteppedClock(requests: QtestRequests, startNs: number): QtestClock {
  let serverNs = startNs;
  let accessesNs = 0;
  let latestNs = startNs;
  let knowsNextEvent = true;

  // Never goes back, even where accesses take less time than they are given here.
  const now = () => {
    latestNs = Math.max(latestNs, serverNs + accessesNs);
    return latestNs;
  };
  const arrive = (ns: number) => {
    now();
    serverNs = Math.max(serverNs, ns);
    accessesNs = 0;
  };
  const step = async (ns: number) => {
    const line = `clock_step ${ns}`;
    const [answer] = await requests.ask([line]);
    const reached = timeOf(requests, line, answer!);
    // Whoever waits would do so for ever.
    if (reached <= serverNs) throw requests.malformed(line, answer!);
    arrive(reached);
  };
  const stepToEvent = async () => {
    const answer = await requests.probe("clock_step");
    const ns = answer === undefined ? serverNs : timeOf(requests, "clock_step", answer);
    if (ns <= serverNs) knowsNextEvent = false;
    arrive(ns);
  };
  const next = async (ns: number) => {
    if (knowsNextEvent && ns > sliceNs) await stepToEvent();
    if (!knowsNextEvent || ns <= sliceNs) await step(Math.min(ns, sliceNs));
  };
  const rise = async (latch: InterruptLatch, irq: number, ms: number) => {
    const endNs = now() + nanoseconds(ms);
    while (!latch.take(irq)) {
      const leftNs = endNs - now();
      if (leftNs <= 0) return false;
      await next(leftNs);
    }
    return true;
  };
  return {
    standsStill: true,
    pause: (us) => [`clock_step ${us * 1000}`],
    now: () => now() / 1e6,
    async sleep(ms) {
      for (let leftNs = nanoseconds(ms); leftNs > 0; leftNs -= longestStepNs)
        await step(Math.min(leftNs, longestStepNs));
    },
    accessed(count) {
      accessesNs += count * accessNs;
    },
    next: (ms) => next(Math.max(1, nanoseconds(ms))),
    rise,
  };
}

function nanoseconds(ms: number): number {
  return Math.ceil(Math.max(0, ms) * 1e6);
}

function timeOf(requests: QtestRequests, line: string, answer: string): number {
  const ns = /^\d{1,16}$/.test(answer) ? Number(answer) : Number.NaN;
  if (!Number.isSafeInteger(ns)) throw requests.malformed(line, answer);
  return ns;
}
