import { SectorFlag } from "@floppytape/cartridge";
import { describe, expect, test } from "vitest";
import { openStream, patternOf, record, recorded } from "./stream-bench.js";

const into = new Uint8Array(8 * 32768);
const dataCrc = (segment: number, sector: number, when: "once" | "always" = "always") =>
  ({ kind: "dataCrc", where: { segment, sector }, when }) as const;
const idLost = (segment: number, sector?: number) =>
  ({ kind: "idLost", where: sector === undefined ? { segment } : { segment, sector } }) as const;

/** The sectors in which the first segment in `into` differs from its pattern. */
function wrong(index: number, segment: number): number {
  const pattern = patternOf(segment);
  let map = 0;
  for (let sector = 0; sector < 32; sector++) {
    const from = index * 32768 + sector * 1024;
    const expected = pattern.subarray(sector * 1024, (sector + 1) * 1024);
    if (Buffer.compare(into.subarray(from, from + 1024), expected) !== 0) map |= 1 << sector;
  }
  return map >>> 0;
}

async function openRecorded(options: Parameters<typeof openStream>[0]) {
  const bench = await openStream(options);
  for (let segment = 0; segment < 40; segment++) record(bench.medium, segment, patternOf(segment));
  return bench;
}

describe("a read", () => {
  test("with one bad sector goes on: error correction is for that", async () => {
    const { store, now } = await openRecorded({ script: [dataCrc(12, 3)] });
    await store.readRun(10, 1, into);
    const from = now();
    const { unreadable } = await store.readRun(11, 4, into);
    expect([...unreadable]).toEqual([0, 1 << 3, 0, 0]);
    expect(now() - from).toBeLessThan(5 * 362);
    expect(store.counters).toMatchObject({ softErrors: 1, retries: 0, repositions: 0 });
    expect(wrong(1, 12) & ~(1 << 3)).toBe(0);
  });

  test("leaves in a bad sector what the medium gave, and zeros in one that never came", async () => {
    const { store } = await openRecorded({ script: [dataCrc(12, 3), idLost(13, 5)] });
    into.fill(0xee);
    for (let round = 0; round < 3; round++) {
      const { unreadable } = await store.readRun(10, 5, into);
      expect([...unreadable]).toEqual([0, 0, 1 << 3, 1 << 5, 0]);
      const recordedBytes = patternOf(12).subarray(3 * 1024, 4 * 1024);
      const given = into.subarray(2 * 32768 + 3 * 1024, 2 * 32768 + 4 * 1024);
      const changed = given.filter((byte, i) => byte !== recordedBytes[i]).length;
      expect(changed).toBeGreaterThan(0);
      expect(changed).toBeLessThan(100);
      expect(wrong(3, 13)).toBe(1 << 5);
      const lost = into.subarray(3 * 32768 + 5 * 1024, 3 * 32768 + 6 * 1024);
      expect(lost.every((byte) => byte === 0)).toBe(true);
    }
  });

  test("with two goes back once, and keeps what came the first time", async () => {
    const script = [dataCrc(12, 3, "once"), dataCrc(12, 30, "once")];
    const { store, simulator } = await openRecorded({ script });
    const { unreadable } = await store.readRun(11, 3, into);
    expect([...unreadable]).toEqual([0, 0, 0]);
    for (const index of [0, 1, 2]) expect(wrong(index, 11 + index)).toBe(0);
    expect(store.counters).toMatchObject({
      softErrors: 2,
      retries: 1,
      repositions: 1,
      hardErrors: 0,
    });
    expect(simulator.drive.counters.repositions).toBe(1);
  });

  test("goes back for nothing when it was asked not to", async () => {
    const script = [dataCrc(12, 3), dataCrc(12, 30), idLost(14, 5), dataCrc(16, 1, "once")];
    const { store, now } = await openRecorded({ script });
    await store.readRun(10, 1, into, { retries: 0 });
    const from = now();
    const { unreadable } = await store.readRun(11, 7, into, { retries: 0 });
    const behindTheLostId = 0xffffffe0; // the search for it lets the rest of the segment pass
    const failed = ((1 << 3) | (1 << 30)) >>> 0;
    expect([...unreadable]).toEqual([0, failed, 0, behindTheLostId, 0, 1 << 1, 0]);
    // The search for the lost id ends within the next segment: the tape has to come back for that one.
    expect(now() - from).toBeLessThan(8 * 362 + 2500);
    expect(store.counters).toMatchObject({ retries: 0, repositions: 0 });
    for (const index of [0, 2, 4, 6]) expect(wrong(index, 11 + index)).toBe(0);
    const { unreadable: later } = await store.readRun(12, 5, into, {
      badSectors: (segment) => ~unreadable[segment - 11]! >>> 0,
    });
    expect([...later]).toEqual([failed, 0, 1 << 5, 0, 0]);
    expect(wrong(2, 14) & 0xffffffc0).toBe(0);
  });

  test("asked for with more patience does not serve what was read ahead with less", async () => {
    const { store } = await openRecorded({
      script: [dataCrc(12, 3, "once"), dataCrc(12, 4, "once")],
    });
    await store.readRun(9, 1, into, { retries: 0 });
    await store.letTimePass(5 * 362); // segment 12 is in the pool
    expect((await store.readRun(10, 3, into)).unreadable[2]).toBe(0);
  });

  test("gives two sectors up when three looks from other places of the track bring nothing", async () => {
    const { store } = await openRecorded({ script: [dataCrc(12, 3), dataCrc(12, 30)] });
    expect((await store.readRun(12, 1, into)).unreadable[0]).toBe(((1 << 3) | (1 << 30)) >>> 0);
    expect(store.counters).toMatchObject({ retries: 3, hardErrors: 2 });
    expect(wrong(0, 12) & ~((1 << 3) | (1 << 30))).toBe(0);
  });

  test("tries six times when more is missing than can be repaired", async () => {
    const script = [1, 5, 9, 13].map((sector) => dataCrc(12, sector));
    const { store } = await openRecorded({ script });
    expect((await store.readRun(12, 1, into)).unreadable[0]).toBe(0x2222);
    expect(store.counters.retries).toBe(6);
  });

  test("finds sectors beside the middle of the track", async () => {
    const { store, medium } = await openRecorded({});
    for (const sector of [4, 5, 6, 7, 8, 9]) medium.weaken(20, sector, { microStep: 1 });
    const { unreadable } = await store.readRun(20, 2, into);
    expect([...unreadable]).toEqual([0, 0]);
    expect(wrong(0, 20)).toBe(0);
    expect(store.counters.retries).toBeLessThanOrEqual(3);
    // Somewhere else the head is in the middle again.
    await store.readRun(5, 1, into);
    expect(store.counters.hardErrors).toBe(0);
  });

  test("misses a sector without an id, and what passed while it was waited for only once", async () => {
    const { store } = await openRecorded({ script: [idLost(12, 3)] });
    expect((await store.readRun(12, 1, into)).unreadable[0]).toBe(1 << 3);
    expect(store.counters).toMatchObject({ retries: 1, repositions: 1 });
    expect(wrong(0, 12) & ~(1 << 3)).toBe(0);
  });

  test("looks where ids are before it gets lost in a segment with many holes", async () => {
    const holes = [2, 8, 9, 17, 23, 31];
    const { store, now } = await openRecorded({
      script: holes.map((sector) => idLost(12, sector)),
    });
    const map = holes.reduce((sum, sector) => sum | (1 << sector), 0) >>> 0;
    const from = now();
    expect((await store.readRun(12, 2, into)).unreadable[0]).toBe(map);
    expect(now() - from).toBeLessThan(40_000);
    expect(wrong(0, 12) & ~map).toBe(0);
    expect(wrong(1, 13)).toBe(0);
  });

  test("gets over segments without any ids", async () => {
    const { store } = await openRecorded({ script: [idLost(12), idLost(13), idLost(14)] });
    const { unreadable } = await store.readRun(11, 5, into);
    expect([...unreadable]).toEqual([0, 0xffffffff, 0xffffffff, 0xffffffff, 0]);
    expect(wrong(4, 15)).toBe(0);
  });

  test("gets over a hole that looks like a gap between segments", async () => {
    const script = [
      { kind: "erasedHole", where: { segment: 12 }, args: { sector: 6, sectors: 5 } },
    ] as const;
    const { store } = await openRecorded({ script });
    const { unreadable } = await store.readRun(11, 3, into);
    expect([...unreadable]).toEqual([0, 0x7c0, 0]);
    expect(wrong(1, 12) & ~0x7c0).toBe(0);
  });

  test("of a track where nothing is ends, and says so quickly for the rest of it", async () => {
    const { store, now } = await openRecorded({
      script: [{ kind: "idLost", where: { track: 1 } }],
    });
    const from = now();
    const { unreadable } = await store.readRun(58, 8, into);
    expect([...unreadable]).toEqual([0, 0, ...Array(6).fill(0xffffffff)]);
    expect(now() - from).toBeLessThan(400_000);
    expect((await store.readRun(125, 1, into)).unreadable[0]).toBe(0);
    expect((await store.readRun(30, 1, into)).unreadable[0]).toBe(0);
  });
});

describe("a write", () => {
  test("that fails at a sector is done again, and all of it is on the tape", async () => {
    const script = [
      { kind: "idCrc", where: { segment: 12, sector: 9, operation: "write" }, when: "once" },
    ] as const;
    const { store, medium } = await openRecorded({ script });
    const outcomes: unknown[] = [];
    store.onOutcome((outcome) => void outcomes.push(outcome));
    for (const segment of [11, 12, 13])
      await store.writeSegment(segment, patternOf(segment, 7), { skip: 0 });
    await store.flush();
    expect(outcomes).toEqual([11, 12, 13].map((segment) => ({ segment, failed: 0 })));
    for (const segment of [11, 12, 13])
      expect(Buffer.compare(recorded(medium, segment), patternOf(segment, 7))).toBe(0);
    expect(store.counters).toMatchObject({ retries: 1, hardErrors: 0 });
  });

  test("names the sectors that cannot be written, in order, and writes the others", async () => {
    const { store, medium } = await openRecorded({});
    for (const sector of [0, 9, 31]) medium.flag(12, sector, SectorFlag.Unwritable);
    const outcomes: unknown[] = [];
    store.onOutcome((outcome) => void outcomes.push(outcome));
    for (const segment of [11, 12, 13])
      await store.writeSegment(segment, patternOf(segment, 7), { skip: 0 });
    await store.flush();
    const failed = ((1 << 31) | (1 << 9) | 1) >>> 0;
    expect(outcomes).toEqual([
      { segment: 11, failed: 0 },
      { segment: 12, failed },
      { segment: 13, failed: 0 },
    ]);
    const held = recorded(medium, 12);
    for (const sector of [1, 8, 10, 30])
      expect(
        Buffer.compare(
          held.subarray(sector * 1024, (sector + 1) * 1024),
          patternOf(12, 7).subarray(sector * 1024, (sector + 1) * 1024),
        ),
      ).toBe(0);
  });

  test("of a cartridge that turned out to be protected is refused, and reading goes on", async () => {
    const { store, simulator } = await openRecorded({});
    await store.writeSegment(11, patternOf(11), { skip: 0 });
    simulator.drive.setWriteProtect(true);
    expect(await store.flush().catch((error: unknown) => error)).toMatchObject({
      code: "WRITE_PROTECTED",
    });
    expect((await store.readRun(3, 1, into)).unreadable[0]).toBe(0);
  });
});

describe("overruns", () => {
  test("get the FIFO more room, then the tape a lower rate, and everything is read", async () => {
    // 15 bytes of the FIFO last 120 us at 1 Mbit/s: only at half the rate is there time enough.
    const script = [
      { kind: "dmaLatency", where: { operation: "read" }, args: { us: 180 } },
    ] as const;
    const { store, records } = await openRecorded({
      script,
      machine: { mode: "fifo" },
      traceLevel: 3,
    });
    expect(store.rate).toBe(1000);
    const { unreadable } = await store.readRun(11, 3, into);
    expect(store.rate).toBe(500);
    expect([...unreadable]).toEqual([0, 0, 0]);
    for (const index of [0, 1, 2]) expect(wrong(index, 11 + index)).toBe(0);
    expect(store.counters.overruns).toBeGreaterThan(10);
    expect(store.counters.rateReductions).toBe(1);
    expect(records.length).toBeGreaterThan(0);
  });

  test("now and then are nothing but soft errors", async () => {
    const script = [
      { kind: "overrun", where: { operation: "read" }, when: { every: 100 } },
    ] as const;
    const { store } = await openRecorded({ script });
    for (let segment = 0; segment < 40; segment++) {
      const { unreadable } = await store.readRun(segment, 1, into);
      expect(wrong(0, segment) & ~unreadable[0]!).toBe(0);
    }
    expect(store.counters.overruns).toBeGreaterThan(5);
    expect(store.counters).toMatchObject({ repositions: 0, rateReductions: 0 });
  });
});
