import { CartridgeError, createMemoryBytes, createRawImageStore } from "@floppytape/cartridge";
import { describe, expect, test } from "vitest";
import { imageCartridge } from "../../src/index.js";
import { expectSame, faults, image, segmentCount } from "./imaged-cartridge.js";
import { emptyDisk, expectedImage, faultyStore, recordedStore, targetOn } from "./imaging-bench.js";

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

test("a torn image gives what it has, and is no reason to stop", async () => {
  const store = await recordedStore();
  const whole = expectedImage(store, segmentCount);
  const torn = createRawImageStore(createMemoryBytes(whole.subarray(0, 60 * 32768 + 5 * 1024)));
  const source = faultyStore(torn, new Map());
  const disk = emptyDisk();
  const result = await imageCartridge(source, targetOn(disk));
  expect(result).toMatchObject({
    outcome: "done",
    segmentCount,
    sectors: { failed: 59 * 32 + 27, untried: 0 },
    segments: { lost: 60 },
    latest: { segments: 60, failures: 1 },
  });
  expect(Math.max(...source.calls.map(({ first, asked }) => first + asked.length))).toBe(61);
  whole.fill(0, 60 * 32768 + 5 * 1024);
  expectSame(disk.image, whole);
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
