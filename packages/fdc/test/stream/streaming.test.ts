import { describe, expect, test } from "vitest";
import { createMemoryMedium } from "../../src/sim/index.js";
import { openStream, patternOf, record, recorded } from "./stream-bench.js";

const segmentMs = 12_000_000 / 488 / 34;
const into = new Uint8Array(32 * 32768);
const holds = (index: number, segment: number, seed = 0) =>
  Buffer.compare(into.subarray(index * 32768, (index + 1) * 32768), patternOf(segment, seed)) === 0;

describe("reading", () => {
  test("a track of 150 segments passes in its own time, without a stop", async () => {
    const machine = { cartridge: createMemoryMedium({ formatted: true }) };
    const { store, simulator, now } = await openStream({ machine, maxRate: 500 });
    await store.readRun(0, 1, into);
    const from = now();
    const before = simulator.drive.counters;
    for (let segment = 1; segment < 150; segment++) await store.readRun(segment, 1, into);
    const took = now() - from;
    expect(took).toBeGreaterThan(149 * segmentMs * 0.99);
    expect(took).toBeLessThan(149 * segmentMs * 1.01);
    expect(simulator.drive.counters).toMatchObject({
      repositions: before.repositions,
      forwards: before.forwards,
    });
    expect(store.counters.repositions).toBe(0);
  });

  test("a whole cartridge takes at most a hundredth more than motion and turns", async () => {
    const { store, simulator, now } = await openStream({
      segmentsPerTrack: 150,
      tracksPerCartridge: 8,
    });
    await store.motion("rewind");
    const from = now();
    for (let segment = 0; segment < 1200; segment += 30) {
      const { unreadable } = await store.readRun(segment, 30, into);
      expect(unreadable.every((map) => map === 0)).toBe(true);
    }
    expect(now() - from).toBeLessThanOrEqual(1.01 * store.passMs!);
    expect(store.counters).toMatchObject({ trackTurns: 7, repositions: 0, retries: 0 });
    expect(simulator.drive.counters.repositions).toBe(0);
  });

  test("a slow reader makes the tape stop the oftener, the slower it is", async () => {
    const repositions: number[] = [];
    for (const rate of [0.95, 0.8, 0.5]) {
      const { store } = await openStream({ segmentsPerTrack: 400, maxRate: 500, buffers: 8 });
      for (let segment = 0; segment < 240; segment++) {
        await store.readRun(segment, 1, into);
        await store.letTimePass(segmentMs / rate);
      }
      repositions.push(store.counters.repositions);
    }
    expect(repositions[0]).toBeGreaterThan(0);
    expect(repositions[1]).toBeGreaterThan(repositions[0]!);
    expect(repositions[2]).toBeGreaterThan(repositions[1]!);
  });

  test("with three buffers and 900 ms a segment the stops grow with the segments", async () => {
    const count = async (segments: number) => {
      const { store } = await openStream({
        segmentsPerTrack: 400,
        maxRate: 500,
        startPolicy: "original",
      });
      for (let segment = 0; segment < segments; segment++) {
        await store.readRun(segment, 1, into);
        await store.letTimePass(900);
      }
      return store.counters.repositions;
    };
    const few = await count(80);
    expect(few).toBeGreaterThan(5);
    expect((await count(320)) / few).toBeCloseTo(4, 0);
  });

  test("a reader that pauses finds the next segments in the pool", async () => {
    const { store, medium, now } = await openStream();
    for (let segment = 0; segment < 60; segment++) record(medium, segment, patternOf(segment));
    await store.readRun(0, 1, into);
    await store.letTimePass(60_000);
    const from = now();
    const { unreadable } = await store.readRun(1, 30, into);
    expect(now()).toBe(from);
    expect(unreadable.every((map) => map === 0)).toBe(true);
    for (let index = 0; index < 30; index++) expect(holds(index, index + 1)).toBe(true);
    expect(store.counters.repositions).toBe(0);
  });

  test("places in any order are found", async () => {
    const { store, medium } = await openStream();
    for (const segment of [170, 3, 59, 60, 119, 120, 0, 179, 61, 62, 58]) {
      record(medium, segment, patternOf(segment));
      expect((await store.readRun(segment, 1, into)).unreadable[0]).toBe(0);
      expect(holds(0, segment)).toBe(true);
    }
  });

  test("the order of a fast skim does not matter to what is delivered", async () => {
    const { store, medium } = await openStream();
    for (let segment = 0; segment < 30; segment++) record(medium, segment, patternOf(segment));
    for (const [first, count] of [
      [0, 2],
      [3, 1],
      [5, 2],
      [6, 3],
      [8, 1],
      [20, 1],
      [12, 1],
    ] as const) {
      await store.readRun(first, count, into);
      for (let index = 0; index < count; index++) expect(holds(index, first + index)).toBe(true);
    }
  });

  test("sectors that are not asked for are neither read nor named", async () => {
    const { store, medium } = await openStream({
      script: [{ kind: "dataCrc", where: { segment: 5, sector: 7 } }],
    });
    record(medium, 5, patternOf(5));
    into.fill(0xee);
    const bad = (segment: number) => (segment === 4 ? 0xffffffff : segment === 5 ? 0x80000081 : 0);
    const { unreadable, deleted } = await store.readRun(3, 4, into, { badSectors: bad });
    expect([...unreadable]).toEqual([0, 0, 0, 0]);
    expect([...deleted]).toEqual([0, 0, 0, 0]);
    expect(store.counters).toMatchObject({ softErrors: 0, repositions: 0 });
    const segment = into.subarray(2 * 32768, 3 * 32768);
    for (const sector of [1, 6, 8, 30])
      expect(
        Buffer.compare(
          segment.subarray(sector * 1024, (sector + 1) * 1024),
          patternOf(5).subarray(sector * 1024, (sector + 1) * 1024),
        ),
      ).toBe(0);
    // Asked for now, the sector has to be read, though the others are at hand.
    const asked = await store.readRun(5, 1, into);
    expect(asked.unreadable[0]).toBe(0x80);
    expect(asked.deleted[0]).toBe(0);
  });

  test("deleted data marks are told sector by sector, with the bytes under them", async () => {
    const { store } = await openStream();
    await store.writeSegment(7, patternOf(7), { skip: 1 << 9, deleted: true });
    await store.writeSegment(8, patternOf(8), { skip: 0 });
    await store.flush();
    const { unreadable, deleted } = await store.readRun(6, 3, into);
    expect([...unreadable]).toEqual([0, 0, 0]);
    expect([...deleted]).toEqual([0, ~(1 << 9) >>> 0, 0]);
    expect(Buffer.compare(into.subarray(32768, 32768 + 9216), patternOf(7).subarray(0, 9216))).toBe(
      0,
    );
    expect(holds(2, 8)).toBe(true);
  });

  test("before a header was read, the first segments are found, and where the tape ends nothing is", async () => {
    const { store, medium, now } = await openStream({
      unknownGeometry: true,
      segmentsPerTrack: 70,
    });
    for (const segment of [0, 1, 40, 67]) record(medium, segment, patternOf(segment));
    for (const segment of [0, 1, 40, 67]) {
      expect((await store.readRun(segment, 1, into)).unreadable[0]).toBe(0);
      expect(holds(0, segment)).toBe(true);
    }
    const from = now();
    const { unreadable } = await store.readRun(68, 6, into);
    expect([...unreadable]).toEqual([0, 0, ...Array(4).fill(0xffffffff)]);
    expect(now() - from).toBeLessThan(300_000);
    expect((await store.readRun(1, 1, into)).unreadable[0]).toBe(0);
  });
});

describe("writing", () => {
  test("what is queued is written before anything is read, across the ends of tracks", async () => {
    const { store, medium } = await openStream();
    for (let segment = 50; segment < 130; segment++)
      await store.writeSegment(segment, patternOf(segment, 5), { skip: 0 });
    await store.readRun(118, 4, into);
    for (let index = 0; index < 4; index++) expect(holds(index, 118 + index, 5)).toBe(true);
    for (let segment = 50; segment < 130; segment++)
      expect(Buffer.compare(recorded(medium, segment), patternOf(segment, 5))).toBe(0);
    expect(store.counters).toMatchObject({ segmentsWritten: 80, trackTurns: 3, repositions: 0 });
  });

  test("reading on after a write, and writing after reading ahead, gets the order right", async () => {
    const { store, medium } = await openStream();
    for (let segment = 0; segment < 60; segment++) record(medium, segment, patternOf(segment));
    for (let segment = 10; segment < 40; segment += 3) {
      await store.readRun(segment, 2, into);
      expect(holds(0, segment) && holds(1, segment + 1)).toBe(true);
      await store.letTimePass(2000);
      await store.writeSegment(segment + 2, patternOf(segment + 2, 9), { skip: 0 });
      await store.readRun(segment + 2, 2, into);
      expect(holds(0, segment + 2, 9) && holds(1, segment + 3)).toBe(true);
    }
  });

  test("a segment in which nothing is to be written is passed over", async () => {
    const { store, medium } = await openStream();
    const outcomes: unknown[] = [];
    store.onOutcome((outcome) => void outcomes.push(outcome));
    for (const segment of [4, 5, 6])
      await store.writeSegment(segment, patternOf(segment), {
        skip: segment === 5 ? 0xffffffff : 0,
      });
    await store.flush();
    expect(outcomes).toEqual([4, 5, 6].map((segment) => ({ segment, failed: 0 })));
    expect(recorded(medium, 5).every((byte) => byte === 0x6b)).toBe(true);
    expect(Buffer.compare(recorded(medium, 6), patternOf(6))).toBe(0);
    expect(store.counters.repositions).toBe(0);
  });
});
