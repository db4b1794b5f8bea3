import fc from "fast-check";
import { expect, test } from "vitest";
import { type EnoughSectors, imageCartridge } from "../../src/index.js";
import {
  always,
  at,
  Crash,
  emptyDisk,
  faultyStore,
  recordedStore,
  targetOn,
} from "./imaging-bench.js";

const fault = (readings: fc.Arbitrary<number>) =>
  // The headers stay readable: whether they are is another question.
  fc.tuple(fc.integer({ min: 3, max: 119 }), fc.integer({ min: 0, max: 31 }), readings);
const clustered = (readings: fc.Arbitrary<number>) =>
  fc
    .array(fc.array(fault(readings), { maxLength: 6 }), { maxLength: 12 })
    .map((groups) =>
      groups.flatMap((group) => group.map(([, sector, n]) => [group[0]![0], sector, n] as const)),
    );
/** Faults of the tape, which get no better by reading; or that do, and then every sector is waited for. */
const scripts = fc.oneof(
  fc.record({
    faults: clustered(fc.constant(always)),
    enough: fc.constantFrom("correctable", "all"),
  }),
  fc.record({
    faults: clustered(fc.constantFrom(1, 2, 3, 4, always)),
    enough: fc.constant("all"),
  }),
) as fc.Arbitrary<{
  faults: readonly (readonly [number, number, number])[];
  enough: EnoughSectors;
}>;

test("a run that crashes again and again ends as one that does not", async () => {
  const store = await recordedStore();
  await fc.assert(
    fc.asyncProperty(
      scripts,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer()), { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      async ({ faults, enough }, crashes, saveEvery) => {
        const script = new Map(faults.map(([segment, sector, n]) => [at(segment, sector), n]));
        const options = { enough, saveEvery, minSuccess: 0 };
        const whole = emptyDisk();
        await imageCartridge(faultyStore(store, script), targetOn(whole), options);

        const disk = emptyDisk();
        const tape = faultyStore(store, script);
        for (const [steps, seed] of crashes) {
          const kept = (write: number) => (Math.imul(seed + write, 0x9e3779b1) & 0x10000) !== 0;
          const run = imageCartridge(tape, targetOn(disk, steps, kept), options);
          await run.catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
        }
        await imageCartridge(tape, targetOn(disk), options);
        expect(disk.mapText).toBe(whole.mapText);
        expect(Buffer.compare(disk.image, whole.image)).toBe(0);
      },
    ),
    { numRuns: 25 },
  );
});
