/**
 * Interleaved rounds: every contender runs once a round, in an order that rotates, so that whatever
 * disturbs the machine disturbs all of them alike. Only ratios within one run mean anything.
 */
import { type Spread, spreadOf } from "./statistic.js";

export interface Contender {
  readonly name: string;
  /** Does the work once. May be asynchronous; nothing else runs meanwhile. */
  readonly run: () => unknown;
  /** What one run handles: bytes of user data for MB/s, calls for ns, 1 for ms. */
  readonly amount: number;
}

/**
 * `MB/s` = 10^6 bytes a second; `s/s` = virtual seconds, the amount, in a real one; `ns` and `ms` are times for
 * one unit of the amount.
 */
export type Unit = "MB/s" | "s/s" | "ns" | "ms";

export interface RoundOptions {
  /** Rounds that count; one more, the first, is discarded. */
  readonly rounds: number;
  /** A contender repeats its run within a round for at least so long. */
  readonly minimumMs: number;
  /** Milliseconds, monotonic. Default `performance.now`. */
  readonly now?: () => number;
}

export interface Measured extends Spread {
  readonly name: string;
  readonly samples: readonly number[];
}

export async function measureRounds(
  contenders: readonly Contender[],
  unit: Unit,
  { rounds, minimumMs, now = () => performance.now() }: RoundOptions,
): Promise<Measured[]> {
  const repeats = new Map<Contender, number>();
  const samples = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  for (const contender of contenders)
    repeats.set(contender, await calibrate(contender, minimumMs, now));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + round) % contenders.length] as Contender;
      const count = repeats.get(contender) as number;
      const ms = await timeRuns(contender, count, now);
      if (round > 0) samples.get(contender)?.push(inUnit(unit, contender.amount * count, ms));
    }
  }
  return contenders.map((contender) => {
    const own = samples.get(contender) as number[];
    return { name: contender.name, samples: own, ...spreadOf(own) };
  });
}

/** How many runs fill `minimumMs`; also warms the contender up. */
async function calibrate(
  contender: Contender,
  minimumMs: number,
  now: () => number,
): Promise<number> {
  for (let count = 1; ; ) {
    const ms = await timeRuns(contender, count, now);
    if (ms >= minimumMs) return count;
    // not more than tenfold at once: the first runs are compiled while they run
    count = Math.ceil(count * Math.min(10, (1.2 * minimumMs) / Math.max(ms, 1e-3)));
  }
}

async function timeRuns({ run }: Contender, count: number, now: () => number): Promise<number> {
  const began = now();
  for (let i = 0; i < count; i++) {
    const pending = run();
    // awaiting what is no promise would add a microtask to every call
    if (pending instanceof Promise) await pending;
  }
  return now() - began;
}

function inUnit(unit: Unit, amount: number, ms: number): number {
  switch (unit) {
    case "MB/s":
      return amount / 1e3 / ms;
    case "s/s":
      return (amount * 1e3) / ms;
    case "ns":
      return (ms * 1e6) / amount;
    case "ms":
      return ms / amount;
  }
}
