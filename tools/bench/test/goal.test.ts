import { expect, test } from "vitest";
import { type Goal, judge } from "../src/goal.js";
import { goalText } from "../src/print.js";
import { measureTable, ratioOf } from "../src/result-table.js";
import { geometricMean, median, relativeWidth } from "../src/statistic.js";

const goal = (comparison: Goal["comparison"], threshold: number): Goal => ({
  id: "X1",
  statement: "something",
  comparison,
  threshold,
  unit: "x",
});

test.each([
  ["at least", 5, 5, "PASS"],
  ["at least", 5, 4.99, "FAIL"],
  ["at most", 10, 10, "PASS"],
  ["at most", 10, 10.01, "FAIL"],
  ["equal", 0, 0, "PASS"],
  ["equal", 0, 1, "FAIL"],
  ["at least", 5, Number.NaN, "FAIL"],
  ["at most", 5, Number.NaN, "FAIL"],
] as const)("%s %d: %d is a %s", (comparison, threshold, value, verdict) => {
  expect(judge(goal(comparison, threshold), value)).toMatchObject({ value, verdict });
});

test("a goal that cannot be measured says why, and neither passes nor fails", () => {
  const outcome = judge(goal("at least", 5), { skip: "peer not installed" });
  expect(outcome).toMatchObject({ verdict: "SKIP", reason: "peer not installed" });
  expect(outcome).not.toHaveProperty("value");
  expect(goalText([outcome])).toMatch(/X1 {2}something +>= 5 x +- +- +SKIP \(peer not installed\)/);
});

test("statistics", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(geometricMean([2, 8])).toBeCloseTo(4);
  expect(relativeWidth({ median: 10, min: 8, max: 12 })).toBeCloseTo(0.4);
  expect(() => median([])).toThrow(RangeError);
});

test("ratios say how many times as fast, for rates and for times", async () => {
  let now = 0;
  const runs = (ms: number) => () => {
    now += ms;
  };
  const contenders = [
    { name: "one", amount: 1, run: runs(20) },
    { name: "two", amount: 1, run: runs(40) },
  ];
  for (const unit of ["MB/s", "ms"] as const) {
    const options = { rounds: 1, minimumMs: 10, now: () => now };
    const table = await measureTable({ title: "", unit, anchors: ["one"], contenders }, options);
    expect(ratioOf(table, "two", "one")).toBeCloseTo(0.5);
    expect(ratioOf(table, "two", "absent")).toBeUndefined();
    expect(table.noisy).toBe(false);
  }
});
