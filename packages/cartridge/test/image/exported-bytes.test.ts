import { describe, expect, test } from "vitest";
import { exportImage, openImage, recognizeImage } from "../../src/image/index.js";
import {
  createMemoryBytes,
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  openCartridge,
  SectorFlag,
} from "../../src/index.js";
import { smallType } from "../small-cartridge.js";
import { exported } from "./collect.js";

/** Bad sectors of a small cartridge: one in the middle, the last one, a whole segment. */
const bad = new Map([
  [10, 0b100000],
  [11, 0x80000000],
  [12, 0xffffffff],
  [13, 0xfffffff8],
]);

async function smallStore(badSectors: ReadonlyMap<number, number> = bad): Promise<MemoryStore> {
  const store = createMemoryStore({ segmentCount: 120 });
  await formatCartridge(store, { type: smallType, badSectors, label: "BYTES", date: 0x3adf7e70 });
  return store;
}

/** Damages sectors of a segment, and says so, or not. */
function damage(store: MemoryStore, segment: number, sectors: readonly number[], noticed = true) {
  for (const sector of sectors) {
    store.poke(segment, sector, 0x5a);
    if (noticed) store.flag(segment, sector, SectorFlag.CrcError);
  }
}

describe("TWTI", () => {
  test("what can be read only once is an error, not a slot of zeros", async () => {
    const store = await smallStore();
    const cartridge = await openCartridge(store);
    const chunks = exportImage(cartridge, "twti");
    await chunks.next(); // the table says that all is well
    damage(store, 20, [1, 2, 3, 4]);
    const rest = async () => {
      for await (const _ of chunks);
    };
    await expect(rest()).rejects.toMatchObject({ code: "EIO", details: { segment: 20 } });
  });

  test("head, table and slots are as the format says", async () => {
    const store = await smallStore();
    damage(store, 2, [4, 5]); // the table can be corrected
    damage(store, 1, [1, 2, 3, 4, 5]); // the second header is written as the first one is
    damage(store, 21, [1, 2, 3, 4, 5]);
    damage(
      store,
      20,
      Array.from({ length: 32 }, (_, sector) => sector),
    );
    const cartridge = await openCartridge(store);
    const parts: Uint8Array[] = [];
    const options = { created: "1999-06-15T12:34:56Z" };
    for await (const part of exportImage(cartridge, "twti", options)) parts.push(part.slice());
    const bytes = Buffer.concat(parts);
    const jsonBytes = bytes.readUInt32LE(6);
    expect([bytes.toString("latin1", 0, 4), bytes.readUInt16LE(4)]).toEqual(["TWTI", 1]);
    expect(bytes.length).toBe(10 + jsonBytes + 120 * (8 + 29696));
    expect(JSON.parse(bytes.toString("utf8", 10, 10 + jsonBytes))).toMatchObject({
      format: "TWTI",
      version: 1,
      segment_count: 120,
      segment_stride: 29696,
      geometry: { tracks: 6, segments_per_track: 20, sectors_per_segment: 32, ftk_per_side: 255 },
      qic80_header: {
        format_code: 4,
        header_seg: 0,
        dup_header_seg: 1,
        first_data_seg: 2,
        last_data_seg: 119,
        format_date: 0x3adf7e70,
        tape_name: "BYTES",
      },
      created: options.created,
      drive: null,
    });
    const entry = (segment: number) =>
      bytes.toString("hex", 10 + jsonBytes + 8 * segment, 18 + jsonBytes + 8 * segment);
    expect([0, 1, 2, 10, 11, 12, 13, 20, 21].map(entry)).toEqual([
      "0100007400000000", // clean, 0x7400 bytes
      "0203007400000000",
      "0202007400000000", // two rebuilt
      "0100007020000000", // blank, but for sector 5
      "0100007000000080",
      "0400000000000000",
      "01000000f8ffffff", // no room for data
      "0000000000000000", // nothing was read
      "0305007400000000", // five sectors missing
    ]);
    const slot = (segment: number) => bytes.subarray(10 + jsonBytes + 960 + segment * 29696);
    expect(slot(0).readUInt32LE()).toBe(0xaa55aa55);
    expect(Buffer.compare(slot(1).subarray(0, 29696), slot(0).subarray(0, 29696))).toBe(0);
    expect(slot(10)[27 * 1024]).toBe(0x6b);
    expect(slot(10)[28 * 1024]).toBe(0);
    expect(slot(20)[0]).toBe(0);
  });
});

test("a packed image: good sectors first, and what is behind them is nowhere", async () => {
  const store = await smallStore();
  const cartridge = await openCartridge(store);
  const { bytes } = await exported(cartridge, "packed-segments");
  expect(bytes.subarray(10 * 32768 + 31 * 1024, 11 * 32768)).toEqual(new Uint8Array(1024));
  const image = await openImage(createMemoryBytes(bytes), { kind: "packed-segments" });
  const into = new Uint8Array(2 * 32768);
  const { unreadable } = await image.store.readRun(10, 2, into);
  expect([...unreadable]).toEqual([0b100000, 0x80000000]);
  const known = await image.store.readRun(10, 1, into, { badSectors: () => 0b100000 });
  expect(known.unreadable[0]).toBe(0);
});

test.each([
  ["whole", 0, 120],
  ["cut within a segment", -100, 120],
  ["cut between two", -29696, 119],
])("a data image that is %s has the segments that it has", async (_, cut, segmentCount) => {
  const { bytes } = await exported(await openCartridge(await smallStore()), "data");
  const { store } = await openImage(createMemoryBytes(bytes.slice(0, bytes.length + cut)));
  expect(store.segmentCount).toBe(segmentCount);
});

test("bad sectors at the end of segments say nothing about the order of the others", async () => {
  const last = new Map([3, 4, 5, 6].map((segment) => [segment, 0x80000000] as const));
  const { bytes } = await exported(await openCartridge(await smallStore(last)), "segments");
  const { kind, alternatives } = await recognizeImage(createMemoryBytes(bytes));
  expect(kind).toBe("segments");
  expect(alternatives[0]).toMatchObject({
    kind: "packed-segments",
    reason: expect.stringContaining("no segment with bad sectors holds anything that tells"),
  });
});

describe("what cannot be vouched for stays as it is in images with parity", () => {
  test("three missing sectors: corrected in data, kept missing in segments", async () => {
    const store = await smallStore();
    damage(store, 2, [0, 1, 2]);
    const cartridge = await openCartridge(store);
    const segments = await exported(cartridge, "segments");
    expect([...segments.result.unverifiable]).toEqual([[2, 7]]);
    expect(segments.result.map?.blocks[1]).toEqual({
      position: 2 * 32768,
      sizeBytes: 3072,
      status: "-",
    });
    const data = await exported(cartridge, "data");
    expect(data.result).toMatchObject({ map: undefined, lostBytes: 0 });
    expect([...data.result.unverifiable.keys()]).toEqual([2]);
  });

  test("damage that no sector admits to: kept in segments, listed for data", async () => {
    const store = await smallStore();
    damage(store, 2, [3, 4], false);
    const cartridge = await openCartridge(store);
    const segments = await exported(cartridge, "segments");
    expect([...segments.result.lost]).toEqual([[2, 0xffffffff]]);
    expect(segments.result.map).toBeUndefined();
    expect(segments.bytes[2 * 32768 + 3 * 1024]).toBe(0x5a);
    const data = await exported(cartridge, "data");
    expect(data.result.lostBytes).toBe(29696);
    expect(data.result.map?.blocks[1]).toMatchObject({ position: 2 * 29696, sizeBytes: 29696 });
  });
});
