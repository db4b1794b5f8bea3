import { expect, test } from "vitest";
import { type Contender, measureRounds } from "../src/rounds.js";

/** A clock that only the contenders move, and a log of who ran. */
function simulated(costsMs: Record<string, number>) {
  let now = 0;
  const log: string[] = [];
  const contenders: Contender[] = Object.entries(costsMs).map(([name, cost]) => ({
    name,
    amount: 1000,
    run: () => {
      log.push(name);
      now += cost;
    },
  }));
  return { contenders, log, now: () => now };
}

test("rates follow from amounts and times", async () => {
  const { contenders, now } = simulated({ slow: 4, fast: 0.5 });
  const options = { rounds: 3, minimumMs: 20, now };
  const [slow, fast] = await measureRounds(contenders, "MB/s", options);
  expect(slow).toMatchObject({ name: "slow", median: 0.25, min: 0.25, max: 0.25 });
  expect(fast).toMatchObject({ name: "fast", median: 2 });
  expect(fast?.samples).toHaveLength(3);
  const [slowCall] = await measureRounds(contenders, "ns", options);
  expect(slowCall?.median).toBeCloseTo(4000);
});

test("a contender repeats its run until the round is long enough", async () => {
  const { contenders, log, now } = simulated({ only: 3 });
  await measureRounds(contenders, "ms", { rounds: 1, minimumMs: 20, now });
  const calibration = 1 + 8;
  const perRound = 8;
  expect(log).toHaveLength(calibration + 2 * perRound);
});

test("contenders alternate, and each round begins with another one", async () => {
  const { contenders, log, now } = simulated({ a: 20, b: 20, c: 20 });
  await measureRounds(contenders, "ms", { rounds: 2, minimumMs: 20, now });
  expect(log.slice(3).join("")).toBe("abc" + "bca" + "cab");
});

test("the first round is discarded", async () => {
  let runs = 0;
  let now = 0;
  const cold: Contender = {
    name: "cold",
    amount: 1,
    run: () => {
      runs += 1;
      now += runs <= 2 ? 100 : 30;
    },
  };
  const [only] = await measureRounds([cold], "ms", { rounds: 2, minimumMs: 20, now: () => now });
  expect(only?.samples).toEqual([30, 30]);
});

test("an asynchronous run is awaited", async () => {
  let now = 0;
  const later: Contender = {
    name: "later",
    amount: 1,
    run: async () => {
      await null;
      now += 25;
    },
  };
  const [only] = await measureRounds([later], "ms", { rounds: 1, minimumMs: 20, now: () => now });
  expect(only?.median).toBe(25);
});
