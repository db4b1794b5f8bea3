import fc from "fast-check";
import { expect, test } from "vitest";
import { createVirtualClock } from "../../src/sim/index.js";

test("events come in the order of their times, equal ones in the order of their setting", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (times) => {
      const clock = createVirtualClock();
      const happened: [time: number, index: number][] = [];
      times.forEach((time, index) => {
        clock.at(time, () => {
          expect(clock.nowNs).toBe(time);
          happened.push([time, index]);
        });
      });
      clock.advance(20);
      const expected = times
        .map((time, index): [number, number] => [time, index])
        .sort(([a, i], [b, j]) => a - b || i - j);
      expect(happened).toEqual(expected);
    }),
  );
});

test("cancelled and moved alarms keep the others in order", () => {
  const operation = fc.record({
    alarm: fc.nat({ max: 9 }),
    atNs: fc.integer({ min: 0, max: 50 }),
    cancels: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const clock = createVirtualClock();
      const rung: [time: number, alarm: number][] = [];
      const alarms = Array.from({ length: 10 }, (_, alarm) =>
        clock.alarm(() => rung.push([clock.nowNs, alarm])),
      );
      const expected = new Map<number, { atNs: number; order: number }>();
      operations.forEach(({ alarm, atNs, cancels }, order) => {
        if (cancels) {
          alarms[alarm]!.cancel();
          expected.delete(alarm);
        } else {
          alarms[alarm]!.set(atNs);
          expected.set(alarm, { atNs, order });
        }
      });
      expect(alarms.map(({ pending }) => pending)).toEqual(alarms.map((_, n) => expected.has(n)));
      clock.advance(50);
      expect(rung).toEqual(
        [...expected]
          .sort(([, a], [, b]) => a.atNs - b.atNs || a.order - b.order)
          .map(([alarm, { atNs }]) => [atNs, alarm]),
      );
    }),
  );
});

test("what is set for the past comes next, but not at once", () => {
  const clock = createVirtualClock();
  clock.advance(100);
  let rung = 0;
  clock.at(50, () => rung++);
  expect(rung).toBe(0);
  clock.advance(0);
  expect([rung, clock.nowNs]).toEqual([1, 100]);
});

test("waiting ends with the event that it waits for, or with its limit", () => {
  const clock = createVirtualClock();
  let came = false;
  clock.at(70, () => {
    came = true;
  });
  expect(clock.runUntil(() => came, 60)).toBe(false);
  expect(clock.nowNs).toBe(60);
  expect(clock.runUntil(() => came, 60)).toBe(true);
  expect(clock.nowNs).toBe(70);
});

test("waiting without a limit for what will never happen takes no time", () => {
  const clock = createVirtualClock();
  expect(clock.runUntil(() => false, Infinity)).toBe(false);
  expect(clock.nowNs).toBe(0);
});

test("time is whole nanoseconds", () => {
  const clock = createVirtualClock();
  clock.advance(0.25);
  expect(clock.nowNs).toBe(1);
  let at = 0;
  clock.at(10.5, () => {
    at = clock.nowNs;
  });
  clock.advance(100);
  expect(at).toBe(11);
});
