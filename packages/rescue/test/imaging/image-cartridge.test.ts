import { SectorFlag } from "@floppytape/cartridge";
import { describe, expect, test } from "vitest";
import { type ImagingProgress, imageCartridge } from "../../src/index.js";
import { expectSame, faults, image, sectorsWith, segmentCount } from "./imaged-cartridge.js";
import {
  at,
  emptyDisk,
  expectedImage,
  faultyStore,
  recordedStore,
  targetOn,
} from "./imaging-bench.js";

describe("without faults", () => {
  test("the image is the cartridge, and mapped-out sectors are not asked for", async () => {
    const { store, source, disk, result } = await image(new Map());
    expectSame(disk.image, expectedImage(store, segmentCount));
    expect(result).toMatchObject({
      outcome: "done",
      segmentCount,
      headerRead: true,
      sectors: { read: segmentCount * 32 - 34, failed: 0, untried: 0, mappedOut: 34 },
      segments: { read: 119, correctable: 0, lost: 0, untried: 0 },
      latest: { segments: 119, failures: 0 },
    });
    expect(sectorsWith(result.map, "?")).toHaveLength(34);
    expect(sectorsWith(result.map, "*/-")).toEqual([]);
    for (const { first, asked, retries } of source.calls)
      if (retries === 0 && first <= 7 && first + asked.length > 7)
        expect(asked[7 - first]! & 0b1001).toBe(0);
    expect(disk.mapText).toContain("0x00000000     +               1\n");
  });

  test("the first pass is one way over the tape, in its order, without going back", async () => {
    const { source } = await image(new Map());
    const calls = source.calls.filter(({ retries }) => retries === 0);
    const segments = calls.flatMap(({ first, asked }) => asked.map((_, i) => first + i));
    const all = Array.from({ length: segmentCount }, (_, segment) => segment);
    expect(segments).toEqual(all.filter((segment) => segment !== 50));
  });

  test("progress counts up to the whole cartridge", async () => {
    const told: ImagingProgress[] = [];
    await image(new Map(), { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({
      phase: "first pass",
      done: 119,
      total: 119,
      unit: "segments",
      readSectors: segmentCount * 32 - 34,
      failedSectors: 0,
    });
  });
});

describe("sectors that fail", () => {
  test("for ever are holes, and nothing else is", async () => {
    const broken = faults([12, [3]], [30, [0, 1, 2, 3, 31]], [119, [31]]);
    const { store, disk, result } = await image(broken);
    expectSame(disk.image, expectedImage(store, segmentCount, broken.keys()));
    expect(sectorsWith(result.map, "-")).toEqual([...broken.keys()]);
    expect(result.sectors.failed).toBe(7);
    expect(result.segments).toEqual({ read: 116, correctable: 2, lost: 1, untried: 0 });
  });

  test("are asked for once more, then only where error correction needs them", async () => {
    const broken = faults([12, [3, 4]], [30, [5, 6, 7, 8]]);
    const { source } = await image(broken, { retries: 2 });
    const calls = source.calls.filter(({ first, asked }) => first >= 3 && asked[0] !== 0xffffffff);
    const missing = 0b1_1110_0000;
    expect(calls).toEqual([
      { first: 12, asked: [0b11000], retries: 0 },
      { first: 30, asked: [missing], retries: 0 },
      ...[1, 2].map(() => ({ first: 30, asked: [missing], retries: undefined })),
    ]);
  });

  test("leave two to error correction, not three: one parity sector is to check the result", async () => {
    const { source } = await image(faults([40, [1, 2]], [41, [1, 2, 3]]), { retries: 1 });
    const retried = source.calls.filter(({ first, retries }) => first > 2 && retries === undefined);
    expect(retried.map(({ first }) => first)).toEqual([41]);
  });

  test("are tried by themselves in the third retry", async () => {
    const { source } = await image(faults([30, [5, 6, 7, 8]]));
    const asked = source.calls.filter(({ first }) => first === 30).map((call) => call.asked[0]);
    const all = 0b1_1110_0000;
    const parts = [0b0_0110_0000, 0b1_1000_0000, 1 << 5, 1 << 6, 1 << 7, 1 << 8];
    expect(asked).toEqual([all, all, all, all, ...parts]);
  });

  test("are all retried when every sector is wanted", async () => {
    const { source, result } = await image(faults([12, [3], 4]), { enough: "all" });
    expect(source.calls.filter(({ asked }) => asked[0] === 0b1000)).toHaveLength(4);
    expect(result.sectors.failed).toBe(0);
  });

  test("add up: what one reading brings is kept in the next", async () => {
    const { store, source, disk, result } = await image(
      faults([40, [0, 1, 2, 3]], [40, [4, 5], 1], [40, [6], 2], [40, [7], 4]),
    );
    const asked = source.calls.filter(({ first }) => first === 40).map((call) => call.asked[0]);
    expect(asked).toEqual([0b11111111, 0b11001111, 0b10001111, 0b10001111]);
    expect(result.sectors.failed).toBe(4);
    expectSame(disk.image, expectedImage(store, segmentCount, ["40.0", "40.1", "40.2", "40.3"]));
  });

  test("are given up after the passes of retries that were asked for", async () => {
    for (const retries of [0, 1, 5]) {
      const { source, result } = await image(faults([40, [1, 2, 3, 4]]), { retries });
      const calls = source.calls.filter(({ first, asked }) => first === 40 && asked[0] === 0b11110);
      expect(calls).toHaveLength(1 + retries);
      expect(sectorsWith(result.map, "-")).toHaveLength(4);
    }
  });

  test.each([
    [
      [9],
      1,
      [0xffffffff, 0xffff, 0xffff0000, 0xff, 0xff00, 0xf00, 0xf000, 0x300, 0xc00, 0x100, 0x200],
    ],
    [[9, 20], 32, [0xffffffff, 0xffff, 0xffff0000]],
  ])("%j that keep others from being read are found in parts", async (poison, failed, readings) => {
    const store = await recordedStore();
    const source = faultyStore(store, new Map());
    const hides = (asked: number) => poison.some((sector) => (asked >>> sector) & 1);
    const readRun: typeof source.readRun = async (...call) => {
      const result = await source.readRun(...call);
      const asked = source.calls.at(-1)!.asked;
      result.unreadable.set(asked.map((map, i) => (call[0] + i === 79 && hides(map) ? map : 0)));
      return result;
    };
    const disk = emptyDisk();
    const hiding = Object.create(store, { readRun: { value: readRun } });
    const result = await imageCartridge(hiding, targetOn(disk), { retries: 1 });
    expect(result.sectors.failed).toBe(failed);
    const retried = source.calls.filter(({ first, retries }) => first === 79 && retries !== 0);
    expect(retried.map(({ asked }) => asked[0])).toEqual(readings);
    if (failed === 1) expectSame(disk.image, expectedImage(store, segmentCount, [at(79, 9)]));
  });

  test("with deleted data marks are no loss worth a retry", async () => {
    const store = await recordedStore();
    for (let sector = 0; sector < 32; sector++) store.flag(60, sector, SectorFlag.Deleted);
    const source = faultyStore(store, new Map());
    const result = await imageCartridge(source, targetOn(emptyDisk()));
    expect(source.calls.filter(({ first }) => first === 60)).toEqual([]);
    expect(sectorsWith(result.map, "-")).toHaveLength(32);
  });
});

test("only what is recorded is read when that is asked for", async () => {
  const store = await recordedStore();
  const result = await imageCartridge(store, targetOn(emptyDisk()), { extent: "recorded" });
  expect(result).toMatchObject({
    outcome: "done",
    sectors: { read: 3 * 32, untried: 117 * 32 - 34 },
    segments: { read: 3, untried: 116 },
  });
});

test.each([
  [{ retries: -1 }, "retries"],
  [{ retries: 1.5 }, "retries"],
  [{ saveEvery: 0 }, "saveEvery"],
  [{ minSuccess: 101 }, "minSuccess"],
])("%o is refused", async (options, name) => {
  const store = await recordedStore();
  await expect(imageCartridge(store, targetOn(emptyDisk()), options)).rejects.toThrow(
    new RegExp(`^${name} must be`),
  );
});
