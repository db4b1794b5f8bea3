import { createEccEngine } from "@floppytape/ecc";
import {
  AllSectors,
  dataBytesOf,
  goodSectorCount,
  sectorCount,
  sectorsOf,
} from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildSegment, correctSegment, repairTornSegment } from "../src/index.js";
import { randomPayload } from "./payload.js";

const engine = createEccEngine();
const sectorMap = fc.integer({ min: 0, max: 0xffffffff });
/** Maps with few sectors in them, as on real tapes, and any others. */
const badMap = fc.oneof(
  fc.constant(0),
  fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { maxLength: 29 }).map(mapOf),
  sectorMap,
);

function mapOf(sectors: readonly number[]): number {
  return sectors.reduce((map, sector) => map | (1 << sector), 0) >>> 0;
}

/** Buffers compare far faster than the matcher does. */
const same = (a: Uint8Array, b: Uint8Array) =>
  Buffer.from(a.buffer, a.byteOffset, a.length).equals(b);

function built(bad: number, seed: number) {
  const data = randomPayload(seed, dataBytesOf(bad));
  const physical = new Uint8Array(32768).fill(0xcc);
  buildSegment(data, bad, engine, physical);
  return { data, physical };
}

test("what was built is read, wherever the bad sectors lie and whatever they hold", () => {
  fc.assert(
    fc.property(badMap, fc.nat(), (bad, seed) => {
      const { data, physical } = built(bad, seed);
      for (const sector of sectorsOf(bad)) physical.fill(seed, sector * 1024, (sector + 1) * 1024);
      const result = correctSegment(physical, bad, AllSectors & bad, engine);
      expect(result.report.how).toBe(goodSectorCount(bad) > 3 ? "read" : "empty");
      expect(same(result.data, data)).toBe(true);
    }),
  );
});

test("up to three unreadable sectors are corrected, more are lost and never made up", () => {
  fc.assert(
    fc.property(badMap, sectorMap, fc.integer({ min: 0, max: 7 }), (bad, any, few) => {
      fc.pre(goodSectorCount(bad) > 3);
      const wanted = few < 4 ? mapOf(sectorsOf(any & ~bad).slice(0, few)) : any;
      const unreadable = (wanted & ~bad) >>> 0;
      const { data, physical } = built(bad, 9);
      for (const sector of sectorsOf(unreadable))
        physical.fill(0xa5, sector * 1024, (sector + 1) * 1024);
      const { report, data: back } = correctSegment(physical, bad, wanted >>> 0, engine);
      expect(report.unreadable).toBe(unreadable);
      if (sectorCount(unreadable) <= 3) {
        expect(report.how).toBe(unreadable === 0 ? "read" : "corrected");
        expect(report.corrected).toBe(unreadable);
        expect(report.unverifiable).toBe(sectorCount(unreadable) === 3 ? unreadable : 0);
        expect(same(back, data)).toBe(true);
        return;
      }
      expect(report).toMatchObject({ how: "lost", lost: unreadable, corrected: 0 });
      let place = 0;
      for (let sector = 0; sector < 32; sector++) {
        if ((bad >>> sector) & 1) continue;
        const from = place++ * 1024;
        if (from >= back.length) break;
        const isLost = (unreadable >>> sector) & 1;
        const expected = isLost ? new Uint8Array(1024) : data.subarray(from, from + 1024);
        expect(same(back.subarray(from, from + 1024), expected)).toBe(true);
      }
    }),
  );
});

test("a buffer left at zeros is lost, not an intact segment of zeros", () => {
  const { report } = correctSegment(new Uint8Array(32768), 0, AllSectors, engine);
  expect(report).toMatchObject({ how: "lost", lost: AllSectors });
});

test("one sector damaged in silence is corrected and named", () => {
  const bad = 0x00100001;
  const { data, physical } = built(bad, 3);
  physical.fill(0, 5 * 1024, 6 * 1024);
  const result = correctSegment(physical, bad, 0, engine);
  expect(result.report).toMatchObject({ how: "corrected", corrected: 32, silent: 32, lost: 0 });
  expect(same(result.data, data)).toBe(true);
});

test("two sectors damaged in silence make every good sector doubtful", () => {
  const bad = 0x80000000;
  const { physical } = built(bad, 3);
  physical.fill(0, 5 * 1024, 7 * 1024);
  const { report } = correctSegment(physical, bad, 0, engine);
  expect(report).toMatchObject({ how: "lost", lost: 0x7fffffff, unreadable: 0 });
});

test("a write of one new data sector, cut short anywhere, is put right", () => {
  fc.assert(
    fc.property(
      badMap,
      fc.integer({ min: 0, max: 28 }),
      sectorMap,
      fc.integer({ min: 1, max: 1024 }),
      (bad, changed, arrived, bytes) => {
        const sectors = dataBytesOf(bad) / 1024;
        fc.pre(sectors > 0);
        const older = built(bad, 4);
        const contents = older.data.slice();
        contents.set(randomPayload(changed, bytes), (changed % sectors) * 1024);
        const newer = new Uint8Array(32768);
        buildSegment(contents, bad, engine, newer);
        for (const sector of sectorsOf(arrived)) {
          const from = sector * 1024;
          older.physical.set(newer.subarray(from, from + 1024), from);
        }
        const result = correctSegment(older.physical, bad, 0, engine);
        if (result.report.how === "lost")
          expect(repairTornSegment(older.physical, bad, engine)?.how).toBe("corrected");
        const isOld = same(result.data, older.data);
        expect(isOld || same(result.data, contents)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test("of a data sector and three of parity any may be old and any new", () => {
  const bad = 0x00400100;
  for (let arrived = 0; arrived < 16; arrived++) {
    const older = built(bad, 4);
    const contents = older.data.slice();
    contents.set(randomPayload(8, 1024), 6 * 1024);
    const newer = new Uint8Array(32768);
    buildSegment(contents, bad, engine, newer);
    const parity = [29, 30, 31];
    for (const [bit, sector] of [6, ...parity].entries())
      if ((arrived >>> bit) & 1)
        older.physical.set(newer.subarray(sector * 1024, (sector + 1) * 1024), sector * 1024);
    const { report, data } = correctSegment(older.physical, bad, 0, engine);
    if (report.how === "lost") {
      const correction = repairTornSegment(older.physical, bad, engine);
      expect(correction?.how, `arrived ${arrived}`).toBe("corrected");
      expect(sectorCount(correction!.silent)).toBe(2);
    }
    expect(same(data, older.data) || same(data, contents)).toBe(true);
  }
});

test("data that does not fit a segment is refused", () => {
  const into = new Uint8Array(32768);
  expect(() => buildSegment(new Uint8Array(29697), 0, engine, into)).toThrow(RangeError);
  expect(() => buildSegment(new Uint8Array(1), 0x1fffffff, engine, into)).toThrow(RangeError);
  expect(() => buildSegment(new Uint8Array(1), 0, engine, into.subarray(1))).toThrow(RangeError);
});
