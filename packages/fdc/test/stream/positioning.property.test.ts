import fc from "fast-check";
import { expect, test } from "vitest";
import { driveModels } from "../../src/sim/index.js";
import { openStream, patternOf, record } from "./stream-bench.js";

const usual = driveModels["colorado-dj20"];
const into = new Uint8Array(3 * 32768);

/** Drives that stop sooner or later than others, and wind at other speeds. */
const anyDrive = fc
  .record({
    overshootForward: fc.integer({ min: 0, max: 9 }),
    overshootReverse: fc.integer({ min: 0, max: 9 }),
    pauseSegments: fc.integer({ min: 1, max: 5 }),
    rampMs: fc.integer({ min: 50, max: 600 }),
    headSeekMs: fc.integer({ min: 0, max: 4000 }),
    settleMs: fc.integer({ min: 0, max: 1500 }),
    windIps: fc.integer({ min: 84, max: 130 }),
    extendedSkips: fc.boolean(),
    pulsesPerGap: fc.constantFrom(1 as const, 2 as const),
  })
  .map(({ windIps, extendedSkips, pulsesPerGap, ...timings }) => ({
    ...usual,
    windIps,
    extendedSkips,
    calibratesLength: extendedSkips,
    pulsesPerGap,
    timings: { ...usual.timings, ...timings },
  }));

test("every segment is found by every drive, from everywhere", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyDrive,
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: 1197 }), fc.integer({ min: 1, max: 3 }), fc.boolean()),
        {
          minLength: 3,
          maxLength: 8,
        },
      ),
      async (drive, places) => {
        const { store, medium, now } = await openStream({
          segmentsPerTrack: 400,
          machine: { drive },
        });
        for (const [first, count, writes] of places) {
          const from = now();
          for (let segment = first; segment < first + count; segment++) {
            if (writes) await store.writeSegment(segment, patternOf(segment), { skip: 0 });
            else record(medium, segment, patternOf(segment));
          }
          const { unreadable } = await store.readRun(first, count, into);
          expect([...unreadable]).toEqual(Array(count).fill(0));
          for (let index = 0; index < count; index++) {
            const read = into.subarray(index * 32768, (index + 1) * 32768);
            expect(Buffer.compare(read, patternOf(first + index))).toBe(0);
          }
          // One wind to the place and, where writing has turned into the next track, two more back to its
          // beginning; all 400 segments at data speed, one wind more, are never run along.
          const windMs = (12 * 1000 * 400 * 24.6) / 12 / drive.windIps;
          expect(now() - from).toBeLessThan(3 * windMs + 80_000);
        }
        expect(store.counters).toMatchObject({ hardErrors: 0, softErrors: 0, retries: 0 });
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);
