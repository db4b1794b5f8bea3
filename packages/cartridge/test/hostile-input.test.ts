import { createEccEngine } from "@floppytape/ecc";
import { expect, test } from "vitest";
import {
  buildSegment,
  CartridgeError,
  createMemoryBytes,
  createMemoryStore,
  createRawImageStore,
  openCartridge,
  scanCartridge,
} from "../src/index.js";
import { randomPayload } from "./payload.js";
import { openSmallCartridge } from "./small-cartridge.js";

const open = (bytes: Uint8Array) =>
  openCartridge(createRawImageStore(createMemoryBytes(bytes)), { searchAllSegments: true });

const jpeg = () => {
  const bytes = randomPayload(3, 300_000);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]);
  return bytes;
};

test.each([
  ["an empty file", new Uint8Array(0), "NOT_FORMATTED", "the image is empty"],
  ["one byte", new Uint8Array(1), "NO_HEADER", "in segment 0; damaged beyond repair: 0"],
  ["a photograph", jpeg(), "NO_HEADER", "in segments 0 to 9"],
  ["zeros", new Uint8Array(99 * 32768), "NO_HEADER", "in segments 0 to 98"],
  [
    "a header signature and nothing else",
    Uint8Array.of(0x55, 0xaa, 0x55, 0xaa),
    "NO_HEADER",
    "segment 0",
  ],
])("%s is no cartridge", async (_, bytes, code, text) => {
  const error = await open(bytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CartridgeError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
});

/** A small cartridge whose header bytes were changed by `edit`, both copies alike. */
async function edited(edit: (header: DataView) => void) {
  const { store, cartridge } = await openSmallCartridge();
  const header = cartridge.headerBytes.slice();
  edit(new DataView(header.buffer));
  const sectors = new Uint8Array(32768);
  buildSegment(header, 0, createEccEngine(), sectors);
  for (const segment of [0, 1]) await store.writeSegment(segment, sectors, { skip: 0 });
  return store;
}

test("a header that claims millions of segments is refused with the numbers", async () => {
  const store = await edited((header) => {
    header.setUint16(24, 65535, true);
    header.setUint8(26, 255);
    header.setUint8(27, 255);
  });
  await expect(openCartridge(store)).rejects.toMatchObject({
    code: "NO_HEADER",
    message: expect.stringContaining("65535 segments on each of 255 tracks"),
    details: { segment: 0, reason: "INCONSISTENT_GEOMETRY", segmentsPerTrack: 65535 },
  });
});

test("segment numbers of 2^32 - 1 neither hang nor allocate", async () => {
  const store = await edited((header) => {
    header.setUint8(4, 6);
    for (const offset of [6, 8, 10, 12]) header.setUint16(offset, 0, true);
    for (const offset of [234, 238, 242, 246]) header.setUint32(offset, 0xffffffff, true);
  });
  const cartridge = await openCartridge(store);
  expect(cartridge.findings.map(({ code }) => code)).toContain("LAST_SEGMENT_BEYOND_TAPE");
  expect(cartridge.lastDataSegment).toBe(119);
  expect(cartridge.capacityBytes()).toBe(0);
  expect((await cartridge.readTable()).report.how).toBe("lost");
  expect(cartridge.dataBytes(cartridge.firstDataSegment)).toBe(0);
  await expect(cartridge.writeTable(new Uint8Array(1))).rejects.toThrow(RangeError);
  await expect(cartridge.writeTable(new Uint8Array(0))).rejects.toMatchObject({
    code: "TABLE_WRITE_FAILED",
    message: expect.stringContaining("segment 4294967295, behind the tape"),
  });
  await expect(cartridge.writeHeaders({ segmentsWritten: 0, writeDate: 0 })).rejects.toMatchObject({
    code: "HEADER_WRITE_FAILED",
  });
});

test("random header contents are refused or opened, nothing else", async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const store = await edited((header) => {
      const noise = randomPayload(seed, 29690);
      const from = seed % 3 === 0 ? 30 : 5;
      for (let i = from; i < 29696; i++) header.setUint8(i, noise[i - from]!);
    });
    const outcome = await openCartridge(store).then(
      async (cartridge) => {
        await cartridge.readTable();
        expect(cartridge.capacityBytes()).toBeLessThanOrEqual(120 * 29696);
        return "opened";
      },
      (error: unknown) => {
        expect(error).toBeInstanceOf(CartridgeError);
        return (error as CartridgeError).code;
      },
    );
    outcomes.add(outcome);
  }
  expect(outcomes).toEqual(new Set(["opened", "NO_HEADER"]));
});

test("a torn image is opened, told of, and read as far as it goes", async () => {
  const { store, cartridge } = await openSmallCartridge();
  await cartridge.writeTable(new Uint8Array(128).fill(7));
  const bytes = new Uint8Array(9 * 32768 + 5 * 1024 + 17);
  for (let segment = 0; segment < 9; segment++)
    bytes.set(store.segmentBytes(segment), segment * 32768);
  const torn = await open(bytes);
  expect(torn.findings).toMatchObject([
    { code: "IMAGE_TRUNCATED", details: { stored: 10, stated: 120 } },
  ]);
  const reports = [];
  for await (const report of scanCartridge(torn, { firstSegment: 9 })) reports.push(report);
  expect(reports.length).toBe(111);
  expect(reports[0]).toMatchObject({ how: "lost", lost: 0xffffffe0 });
  expect(reports.slice(1).every(({ how, lost }) => how === "lost" && lost === 0xffffffff)).toBe(
    true,
  );
});

test("a drive without a cartridge, and one with a blank, say so", async () => {
  const store = createMemoryStore({ segmentCount: 8, formatted: false });
  await expect(openCartridge(store)).rejects.toMatchObject({ code: "NOT_FORMATTED" });
  store.eject();
  await expect(openCartridge(store)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
  expect(() => createMemoryStore({ segmentCount: 0 })).toThrow(RangeError);
});
