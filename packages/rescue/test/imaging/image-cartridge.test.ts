import { CartridgeError, holesOf, type RescueMap, SectorFlag } from "@floppytape/cartridge";
import { describe, expect, test } from "vitest";
import { type ImagingProgress, imageCartridge } from "../../src/index.js";
import {
  always,
  at,
  type Disk,
  emptyDisk,
  expectedImage,
  faultyStore,
  recordedStore,
  type SectorFaults,
  SegmentBytes,
  targetOn,
} from "./imaging-bench.js";

const segmentCount = 120;
const sizeBytes = segmentCount * SegmentBytes;

/** Sectors of a map that have one of these statuses, as `segment.sector`. */
function sectorsWith(map: RescueMap, statuses: string): string[] {
  const blocks = map.blocks.filter(({ status }) => statuses.includes(status));
  return [
    ...holesOf({ blocks: blocks.map((b) => ({ ...b, status: "-" as const })) }, sizeBytes),
  ].flatMap(([segment, sectors]) =>
    Array.from({ length: 32 }, (_, sector) => ((sectors >>> sector) & 1 ? sector : -1))
      .filter((sector) => sector >= 0)
      .map((sector) => at(segment, sector)),
  );
}

/** Without the time that a difference in megabytes takes to be shown. */
function expectSame(bytes: Uint8Array, expected: Uint8Array): void {
  expect(bytes.length).toBe(expected.length);
  expect(bytes.findIndex((byte, i) => byte !== expected[i])).toBe(-1);
}

const faults = (...entries: (readonly [segment: number, sectors: number[], times?: number])[]) =>
  new Map(
    entries.flatMap(([segment, sectors, times = always]) =>
      sectors.map((sector) => [at(segment, sector), times] as const),
    ),
  );

async function image(
  sectorFaults: SectorFaults,
  options: Parameters<typeof imageCartridge>[2] = {},
) {
  const store = await recordedStore();
  const source = faultyStore(store, sectorFaults);
  const disk = emptyDisk();
  const result = await imageCartridge(source, targetOn(disk), options);
  return { store, source, disk, result };
}

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

describe("too few segments that succeed", () => {
  const bad = (from: number, count: number, sectors = [0, 1, 2, 3]) =>
    faults(...Array.from({ length: count }, (_, i) => [from + i, sectors] as const));

  test("end it as soon as the last 200 cannot be good enough any more", async () => {
    const { result, source, disk } = await image(bad(20, 30));
    expect(result.outcome).toBe("success-rate");
    expect(result.latest.failures).toBeGreaterThan(20);
    expect(source.calls.at(-1)!.first).toBeLessThan(50);
    expect(result.sectors.untried).toBeGreaterThan(32 * 60);
    expect(result.segments.untried).toBeGreaterThan(60);
    expect(sectorsWith(result.map, "-")).toEqual([]);
    expect(disk.mapText).toContain("?               1\n");
  });

  test("are 21 of 200, not 20, with 90 percent", async () => {
    expect((await image(bad(20, 20))).result.outcome).toBe("done");
    expect((await image(bad(20, 21))).result.outcome).toBe("success-rate");
  });

  test("are fewer than were asked for", async () => {
    expect((await image(bad(20, 40), { minSuccess: 80 })).result.outcome).toBe("done");
    expect((await image(bad(20, 90), { minSuccess: 0 })).result.outcome).toBe("done");
  });

  test("are none that error correction restores", async () => {
    expect((await image(bad(20, 90, [0, 1, 2]))).result.outcome).toBe("done");
  });

  test("go on from there when asked again, with a clean head", async () => {
    const store = await recordedStore();
    const disk = emptyDisk();
    await imageCartridge(faultyStore(store, bad(20, 60)), targetOn(disk));
    const result = await imageCartridge(faultyStore(store, new Map()), targetOn(disk));
    expect(result).toMatchObject({ outcome: "done", sectors: { failed: 0, untried: 0 } });
    expectSame(disk.image, expectedImage(store, segmentCount));
  });
});

describe("a run that ended", () => {
  test("with all passes reads nothing again but the header", async () => {
    const { source, disk } = await image(faults([40, [1, 2, 3, 4, 5]]));
    const before = disk.mapText;
    source.calls.length = 0;
    await imageCartridge(source, targetOn(disk));
    expect(source.calls.every(({ first }) => first < 2)).toBe(true);
    expect(disk.mapText).toBe(before);
  });

  test.each([3, 25, 60])("when it was aborted after %i reads ends the same", async (reads) => {
    const broken = faults(
      [12, [3, 4, 5]],
      [30, [5, 6, 7, 8]],
      [77, [0]],
      [78, [9, 10, 11, 12, 13]],
    );
    const whole = await image(broken, { saveEvery: 1000 });
    const disk = emptyDisk();
    const keyboard = new AbortController();
    let left = reads;
    const aborted = imageCartridge(faultyStore(whole.store, broken), targetOn(disk), {
      signal: keyboard.signal,
      saveEvery: 1000,
      onProgress: () => {
        if (--left === 0) keyboard.abort(new Error("enough"));
      },
    });
    if (reads < 20) await expect(aborted).rejects.toThrow("enough");
    else await aborted.catch(() => {});
    const result = await imageCartridge(faultyStore(whole.store, broken), targetOn(disk));
    expectSame(disk.image, whole.disk.image);
    expect(disk.mapText).toBe(whole.disk.mapText);
    expect(result.map).toEqual(whole.result.map);
  });

  test("in the middle of the retries goes on where it was", async () => {
    const broken = faults([12, [3, 4, 5, 6]], [30, [5, 6, 7, 8]], [60, [1, 2, 3, 4]]);
    const keyboard = new AbortController();
    const disk = emptyDisk();
    const store = await recordedStore();
    const options = {
      signal: keyboard.signal,
      onProgress({ phase, done }: ImagingProgress) {
        if (phase === "retry 2" && done === 2) keyboard.abort();
      },
    };
    await imageCartridge(faultyStore(store, broken), targetOn(disk), options).catch(() => {});
    const source = faultyStore(store, broken);
    await imageCartridge(source, targetOn(disk));
    const read = source.calls.map(({ first }) => first).filter((segment) => segment > 2);
    expect(read.filter((segment, i) => segment !== read[i - 1])).toEqual([60, 12, 30, 60]);
  });

  test("on another cartridge, or on this one before it was written again, does not fit", async () => {
    const { disk } = await image(new Map());
    const other = await recordedStore("another");
    await expect(imageCartridge(other, targetOn(disk))).rejects.toMatchObject({
      code: "MAP_DOES_NOT_FIT",
      details: { segment: 0 },
    });
  });

  test.each<[string, string, (image: Uint8Array, mapText: string) => Disk]>([
    [
      "a map of another size",
      "map is of 32768 bytes",
      (image) => ({ image, mapText: "0 ?\n0 32768 +" }),
    ],
    [
      "a shorter image",
      "image has 99 bytes",
      (image, mapText) => ({ image: image.slice(0, 99), mapText }),
    ],
    [
      "a longer image",
      `image has ${sizeBytes + 1} bytes`,
      (_, mapText) => ({ image: new Uint8Array(sizeBytes + 1), mapText }),
    ],
    ["no map", `image of ${sizeBytes} bytes already`, (image) => ({ image, mapText: undefined })],
  ])("with %s does not fit", async (_name, message, change) => {
    const { disk, store } = await image(new Map());
    const imaging = imageCartridge(store, targetOn(change(disk.image, disk.mapText!)));
    await expect(imaging).rejects.toMatchObject({
      code: "MAP_DOES_NOT_FIT",
      message: expect.stringContaining(message),
    });
  });
});

describe("a map of another program", () => {
  test("is gone on with: what it covers in part, or not at all, is read", async () => {
    const store = await recordedStore();
    const source = faultyStore(store, new Map());
    const image = expectedImage(store, segmentCount);
    const blocks = [
      "0x0 0x50000 +",
      "0x50000 0x10200 -", // segments 10 and 11, and half a sector of segment 12
      "0x60200 0x1fe00 +",
      // nothing is said of one sector and a half of segment 16, and of segment 17
      "0x80600 0x7a00 +",
      "0x90000 0x600 *",
      "0x90600 0x100 /",
      `0x90700 ${sizeBytes - 0x90700} +`,
    ];
    const disk = { image, mapText: `0x60000 - 1\n${blocks.join("\n")}\n` };
    const result = await imageCartridge(source, targetOn(disk));
    const read = source.calls
      .filter(({ first }) => first >= 3)
      .flatMap(({ first, asked }) => asked.map((map, i) => [first + i, map]));
    const all = 0xffffffff;
    expect(read).toEqual([
      [16, 0b11],
      [17, all],
      [18, 0b11],
      // By its status line that program was at segment 12, which can be corrected, and begins anew then.
      [10, all],
      [11, all],
    ]);
    expect(sectorsWith(result.map, "-")).toEqual(["12.0"]);
  });

  test("that was finished with holes has given them up", async () => {
    const store = await recordedStore();
    const source = faultyStore(store, new Map());
    const image = expectedImage(store, segmentCount);
    const blocks = ["0x0 0x50000 +", "0x50000 0x400 -", `0x50400 ${sizeBytes - 0x50400} +`];
    const disk = { image, mapText: `0x0 + 1\n${blocks.join("\n")}\n` };
    const result = await imageCartridge(source, targetOn(disk));
    expect(result.sectors.failed).toBe(1);
    expect(source.calls.every(({ first }) => first < 2)).toBe(true);
  });
});

describe("a cartridge without a readable header", () => {
  const lost = faults([0, [...Array(32).keys()]], [1, [...Array(32).keys()]]);

  test("is imaged all the same; the store says how large it is", async () => {
    const { result } = await image(lost);
    expect(result).toMatchObject({ headerRead: false, segmentCount, sectors: { failed: 64 } });
  });

  test("needs a geometry where nothing tells its size", async () => {
    const store = await recordedStore();
    const geometry = store.geometry!;
    const drive = () =>
      Object.create(faultyStore(store, lost), {
        segmentCount: { value: undefined },
        status: { value: async () => ({ ...(await store.status()), tapeStatus: 0 }) },
      });
    await expect(imageCartridge(drive(), targetOn(emptyDisk()))).rejects.toMatchObject({
      code: "NOT_RECOGNIZED",
    });
    const result = await imageCartridge(drive(), targetOn(emptyDisk()), { geometry });
    expect(result).toMatchObject({ segmentCount, headerRead: false, geometry });
  });

  test("uses the header that an earlier run got", async () => {
    const store = await recordedStore();
    const disk = emptyDisk();
    const keyboard = new AbortController();
    const options = { signal: keyboard.signal, onProgress: () => keyboard.abort() };
    await imageCartridge(store, targetOn(disk), options).catch(() => {});
    const result = await imageCartridge(faultyStore(store, lost), targetOn(disk));
    expect(result).toMatchObject({ headerRead: true, sectors: { failed: 0, mappedOut: 34 } });
  });
});

describe("a store that fails otherwise", () => {
  const eio = () => new CartridgeError("EIO", "the drive stumbled");

  test("at one place loses that segment, until it is read", async () => {
    const store = await recordedStore();
    let times = 0;
    const source = faultyStore(store, new Map(), (first, count) =>
      first <= 33 && first + count > 33 && ++times <= 3 ? eio() : undefined,
    );
    const disk = emptyDisk();
    const result = await imageCartridge(source, targetOn(disk));
    expect(result.sectors.failed).toBe(0);
    expectSame(disk.image, expectedImage(store, segmentCount));
  });

  test("everywhere is a failure, with the map saved", async () => {
    const store = await recordedStore();
    const source = faultyStore(store, new Map(), (first) => (first >= 32 ? eio() : undefined));
    const disk = emptyDisk();
    await expect(imageCartridge(source, targetOn(disk))).rejects.toThrow("the drive stumbled");
    const result = await imageCartridge(store, targetOn(disk));
    expect(result.sectors.failed).toBe(0);
    expect(result.latest.segments).toBeLessThan(100);
  });

  test("by having no cartridge any more is one at once", async () => {
    const store = await recordedStore();
    const disk = emptyDisk();
    const options = { onProgress: () => store.eject() };
    await expect(imageCartridge(store, targetOn(disk), options)).rejects.toMatchObject({
      code: "NO_CARTRIDGE",
    });
    store.insert();
    expect((await imageCartridge(store, targetOn(disk))).sectors.failed).toBe(0);
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
