import { describe, expect, test } from "vitest";
import { type ImagingProgress, imageCartridge } from "../../src/index.js";
import {
  expectSame,
  faults,
  image,
  sectorsWith,
  segmentCount,
  sizeBytes,
} from "./imaged-cartridge.js";
import {
  type Disk,
  emptyDisk,
  expectedImage,
  faultyStore,
  recordedStore,
  targetOn,
} from "./imaging-bench.js";

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
