/** The duties of a `SegmentStore`, as tests; run over every implementation. */
import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { createGeometry } from "@floppytape/qic-format";
import type { SegmentStore, WriteOutcome } from "../segment-store.js";
import type { ConformanceRunner } from "./runner.js";
import type { StoreFixture, StoreFixtureMaker } from "./store-fixture.js";

const allSectors = 0xffffffff;

/** Registers the suite with a test runner under `name`. */
export function segmentStoreConformance(
  { test, expect }: ConformanceRunner,
  name: string,
  fresh: StoreFixtureMaker,
): void {
  const duty = (title: string, body: (fixture: StoreFixture) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const fixture = await fresh();
      try {
        await body(fixture);
      } finally {
        await fixture.release();
      }
    });

  duty("what is written is read back, every sector in its place", async ({ store }) => {
    await store.writeSegment(3, patternOf(3), { skip: 0 });
    await store.writeSegment(4, patternOf(4), { skip: 0 });
    const into = new Uint8Array(2 * SegmentBytes + 5).fill(0xee);
    const { unreadable, deleted } = await store.readRun(3, 2, into);
    expect([...unreadable]).toEqual([0, 0]);
    expect([...deleted]).toEqual([0, 0]);
    expect(same(into.subarray(0, SegmentBytes), patternOf(3))).toBe(true);
    expect(same(into.subarray(SegmentBytes, 2 * SegmentBytes), patternOf(4))).toBe(true);
    expect([...into.subarray(2 * SegmentBytes)]).toEqual([0xee, 0xee, 0xee, 0xee, 0xee]);
  });

  duty("skipped sectors keep what they held", async ({ store }) => {
    await store.writeSegment(2, patternOf(1), { skip: 0 });
    await store.writeSegment(2, patternOf(2), { skip: 0x80000005 });
    const segment = await read(store, 2);
    for (let sector = 0; sector < 32; sector++)
      expect(
        same(sectorOf(segment, sector), sectorOf(patternOf(skipped(sector) ? 1 : 2), sector)),
      ).toBe(true);
    function skipped(sector: number) {
      return sector === 0 || sector === 2 || sector === 31;
    }
  });

  duty("a passed array is not kept", async ({ store }) => {
    const sectors = patternOf(5);
    await store.writeSegment(5, sectors, { skip: 0 });
    sectors.fill(0);
    await store.flush();
    expect(same(await read(store, 5), patternOf(5))).toBe(true);
  });

  duty("every write has one outcome, in order, all before flush resolves", async ({ store }) => {
    const outcomes: WriteOutcome[] = [];
    const remove = store.onOutcome((outcome) => void outcomes.push(outcome));
    for (const segment of [2, 3, 2, 6])
      await store.writeSegment(segment, patternOf(1), { skip: 0 });
    await store.flush();
    expect(outcomes).toEqual([2, 3, 2, 6].map((segment) => ({ segment, failed: 0 })));
    remove();
    await store.writeSegment(4, patternOf(1), { skip: 0 });
    await store.flush();
    expect(outcomes.length).toBe(4);
  });

  duty("reading comes after the writes that are queued", async ({ store }) => {
    await store.writeSegment(6, patternOf(1), { skip: 0 });
    await store.writeSegment(6, patternOf(9), { skip: 0 });
    expect(same(await read(store, 6), patternOf(9))).toBe(true);
  });

  duty("the content version grows with the call of a write", async ({ store }) => {
    const before = store.contentVersion;
    const write = store.writeSegment(3, patternOf(3), { skip: 0 });
    expect(store.contentVersion > before).toBe(true);
    await write;
    const written = store.contentVersion;
    await read(store, 3);
    await store.flush();
    expect(store.contentVersion).toBe(written);
  });

  duty("segments behind the end are unreadable", async ({ store }) => {
    const { segmentCount } = store;
    if (segmentCount === undefined) return;
    const into = new Uint8Array(2 * SegmentBytes);
    const { unreadable } = await store.readRun(segmentCount - 1, 2, into);
    expect(unreadable[0]).toBe(0);
    expect(unreadable[1]).toBe(allSectors);
    const asked = await store.readRun(segmentCount, 1, into, { badSectors: () => 0xff });
    expect(asked.unreadable[0]).toBe(0xffffff00);
  });

  duty("a sector that cannot be read is named until it is written again", async (fixture) => {
    if (fixture.breakSector === undefined) return;
    const { store } = fixture;
    await store.writeSegment(4, patternOf(4), { skip: 0 });
    await store.flush();
    const before = store.contentVersion;
    await fixture.breakSector(4, 7, "unreadable");
    expect(store.contentVersion > before).toBe(true);
    const into = new Uint8Array(SegmentBytes);
    expect((await store.readRun(4, 1, into)).unreadable[0]).toBe(1 << 7);
    const unasked = await store.readRun(4, 1, into, { badSectors: () => 1 << 7 });
    expect(unasked.unreadable[0]).toBe(0);
    expect(same(sectorOf(into, 8), sectorOf(patternOf(4), 8))).toBe(true);
    await store.writeSegment(4, patternOf(5), { skip: 0 });
    expect((await store.readRun(4, 1, into)).unreadable[0]).toBe(0);
    expect(same(into, patternOf(5))).toBe(true);
  });

  duty(
    "a sector that cannot be written is an outcome, and the others are written",
    async (fixture) => {
      if (fixture.breakSector === undefined) return;
      const { store } = fixture;
      await fixture.breakSector(4, 9, "unwritable");
      const outcomes: WriteOutcome[] = [];
      store.onOutcome((outcome) => void outcomes.push(outcome));
      await store.writeSegment(4, patternOf(4), { skip: 0 });
      await store.writeSegment(5, patternOf(5), { skip: 0 });
      await store.writeSegment(4, patternOf(6), { skip: 1 << 9 });
      await store.flush();
      expect(outcomes).toEqual([
        { segment: 4, failed: 1 << 9 },
        { segment: 5, failed: 0 },
        { segment: 4, failed: 0 },
      ]);
      const segment = await read(store, 4);
      for (const sector of [0, 8, 10, 31])
        expect(same(sectorOf(segment, sector), sectorOf(patternOf(6), sector))).toBe(true);
      expect(same(await read(store, 5), patternOf(5))).toBe(true);
    },
  );

  duty("a write-protected medium refuses to be written and can be read", async (fixture) => {
    if (fixture.protect === undefined) return;
    const { store } = fixture;
    await store.writeSegment(4, patternOf(4), { skip: 0 });
    await store.flush();
    await fixture.protect();
    expect((await store.status()).writeProtected).toBe(true);
    expect(await codeOf(store.writeSegment(4, patternOf(5), { skip: 0 }))).toBe("WRITE_PROTECTED");
    expect(same(await read(store, 4), patternOf(4))).toBe(true);
  });

  duty("formatting fills every sector and makes the geometry known", async ({ store }) => {
    await store.writeSegment(3, patternOf(3), { skip: 0 });
    const geometry = createGeometry({
      formatCode: 4,
      segmentsPerTrack: 5,
      tracksPerCartridge: 2,
    });
    const phases: number[] = [];
    const { bad } = await store.format(
      { geometry, standard: "QIC-80", filler: 0x6b },
      { onProgress: ({ done, total }) => void phases.push(done / total) },
    );
    await store.flush();
    expect(bad.size).toBe(0);
    expect(phases.at(-1)).toBe(1);
    expect(store.geometry).toEqual(geometry);
    for (const segment of [0, 3, 9])
      expect(same(await read(store, segment), new Uint8Array(SegmentBytes).fill(0x6b))).toBe(true);
    expect((await store.status()).formatted).toBe(true);
  });

  duty("rewinding brings the tape to its beginning", async ({ store }) => {
    await read(store, 3);
    expect((await store.status()).atBeginning).toBe(false);
    await store.motion("rewind");
    const { atBeginning, cartridgePresent } = await store.status();
    expect([atBeginning, cartridgePresent]).toEqual([true, true]);
  });

  duty("an aborted signal ends a read with its reason", async ({ store }) => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const into = new Uint8Array(SegmentBytes);
    expect(await reasonOf(store.readRun(2, 1, into, { signal }))).toBe(reason);
  });

  duty("arguments out of range are refused", async ({ store }) => {
    const into = new Uint8Array(SegmentBytes);
    const refused = [
      store.readRun(-1, 1, into),
      store.readRun(0.5, 1, into),
      store.readRun(0, 0, into),
      store.readRun(0, 2, into),
      store.readRun(2 ** 32, 1, into),
      store.writeSegment(2 ** 32, into, { skip: 0 }),
      store.writeSegment(3, into.subarray(1), { skip: 0 }),
    ];
    for (const call of refused) expect((await reasonOf(call)) instanceof RangeError).toBe(true);
  });

  duty("a closed store refuses, and closing it again does nothing", async ({ store }) => {
    await store.close();
    await store.close();
    expect(await codeOf(store.status())).toBe("CLOSED");
    expect(await codeOf(read(store, 3))).toBe("CLOSED");
    expect(await codeOf(store.writeSegment(3, patternOf(3), { skip: 0 }))).toBe("CLOSED");
    expect(await codeOf(store.flush())).toBe("CLOSED");
  });
}

/** Segment contents that differ from sector to sector and from seed to seed. */
function patternOf(seed: number): Uint8Array {
  const pattern = new Uint8Array(SegmentBytes);
  for (let i = 0; i < SegmentBytes; i++) pattern[i] = (i >>> 10) * 7 + i * 3 + seed * 41;
  return pattern;
}

function sectorOf(segment: Uint8Array, sector: number): Uint8Array {
  return segment.subarray(sector * SectorBytes, (sector + 1) * SectorBytes);
}

async function read(store: SegmentStore, segment: number): Promise<Uint8Array> {
  const into = new Uint8Array(SegmentBytes);
  await store.readRun(segment, 1, into);
  return into;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return ((await reasonOf(call)) as { code?: string } | undefined)?.code;
}
