import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEccEngine, SectorBytes } from "../src/index.js";
import { repairEveryPattern } from "./erasure-patterns.js";
import {
  engineNames,
  expectSameBytes,
  mapOf,
  overwrite,
  randomCodeword,
  randomSectors,
  sectorCounts,
} from "./segments.js";

const naive = createEccEngine("naive");
const fast = engineNames.filter((name) => name !== "naive");
const seeds = fc.integer({ min: 1, max: 0x7fff_ffff });

/** Damage of any kind: flagged sectors, some of them wrong, and single wrong bytes anywhere. */
const damaged = fc
  .record({
    seed: seeds,
    sectorCount: fc.integer({ min: 4, max: 32 }),
    flagged: fc.integer({ min: 0, max: 4 }),
    overwritten: fc.integer({ min: 0, max: 4 }),
    bytes: fc.array(
      fc.record({
        sector: fc.nat(31),
        column: fc.oneof(fc.nat(1023), fc.nat(3)),
        value: fc.integer({ min: 1, max: 255 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ seed, sectorCount, flagged, overwritten, bytes }) => {
    const segment = randomCodeword(seed, sectorCount);
    const sectors = randomSectors(seed, flagged, sectorCount);
    overwrite(segment, sectors.slice(0, overwritten), seed);
    for (const { sector, column, value } of bytes)
      segment[(sector % sectorCount) * SectorBytes + column]! ^= value;
    return { segment, sectorCount, erasures: mapOf(sectors) };
  });

describe.each(fast)("%s", (name) => {
  const engine = createEccEngine(name);

  test("repairs, fails and reports exactly as the reference", () => {
    fc.assert(
      fc.property(damaged, ({ segment, sectorCount, erasures }) => {
        const [ours, reference] = [segment.slice(), segment.slice()];
        const result = engine.repair(ours, sectorCount, erasures);
        expect(result).toEqual(naive.repair(reference, sectorCount, erasures));
        expectSameBytes(ours, reference);
        expect(engine.check(ours, sectorCount)).toBe(result.outcome !== "failed");
      }),
      { numRuns: 150 },
    );
  });

  test("locates one error in each column, wherever it lies", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...sectorCounts), (seed, sectorCount) => {
        const original = randomCodeword(seed, sectorCount);
        const segment = original.slice();
        for (let column = 0; column < SectorBytes; column++)
          segment[((seed + column * 7) % sectorCount) * SectorBytes + column]! ^=
            1 + (column % 255);
        const result = engine.repair(segment, sectorCount, 0);
        expect(result).toMatchObject({ outcome: "corrected", unverifiable: 0 });
        expect(result.sectors.reduce((sum, { symbols }) => sum + symbols, 0)).toBe(SectorBytes);
        expectSameBytes(segment, original);
      }),
      { numRuns: 20 },
    );
  });

  test.each([4, 5, 9])("repairs every pattern of one to three erasures of %i", (sectorCount) => {
    repairEveryPattern(engine, sectorCount);
  });

  test("two errors in one column are always detected", () => {
    fc.assert(
      fc.property(damagedPairs, ({ sectorCount, at, column, values }) => {
        const segment = randomCodeword(sectorCount, sectorCount);
        at.forEach((sector, i) => {
          segment[sector * SectorBytes + column]! ^= values[i]!;
        });
        expect(engine.repair(segment, sectorCount, 0).reason).toEqual({
          kind: "uncorrectable-column",
          column,
        });
      }),
      { numRuns: 60 },
    );
  });
});

const value = fc.integer({ min: 1, max: 255 });
const damagedPairs = fc.integer({ min: 4, max: 32 }).chain((sectorCount) =>
  fc.record({
    sectorCount: fc.constant(sectorCount),
    at: fc.uniqueArray(fc.nat(sectorCount - 1), { minLength: 2, maxLength: 2 }),
    column: fc.nat(1023),
    values: fc.tuple(value, value),
  }),
);
