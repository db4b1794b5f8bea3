import { createEccEngine } from "@floppytape/ecc";
import { createGeometry, HeaderBytes, UnsetQicTime } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { buildSegment, createMemoryStore, openCartridge, SectorFlag } from "../src/index.js";
import { imageOf, manifestOf, memoryStoreOf } from "./recorded-images.js";
import { formattedStore, openSmallCartridge, smallType } from "./small-cartridge.js";

function break_(
  store: Awaited<ReturnType<typeof formattedStore>>,
  segment: number,
  sectors: number[],
) {
  for (const sector of sectors) {
    store.poke(segment, sector, 0xa5);
    store.flag(segment, sector, SectorFlag.CrcError);
  }
}

test("two damaged copies are put together sector by sector", async () => {
  const store = await formattedStore("MERGED");
  break_(store, 0, [0, 3, 9, 30]);
  break_(store, 1, [1, 3, 10, 30, 31]);
  const cartridge = await openCartridge(store);
  expect(cartridge.header.label).toBe("MERGED");
  expect(cartridge.findings.map(({ code }) => code)).toEqual(["HEADER_MERGED"]);
  expect(cartridge.headerCopies.map(({ report }) => report.how)).toEqual(["lost", "lost"]);
});

test("copies with more than three sectors bad in both cannot be put together", async () => {
  const store = await formattedStore();
  break_(store, 0, [0, 3, 9, 30]);
  break_(store, 1, [0, 3, 9, 30, 31]);
  await expect(openCartridge(store)).rejects.toMatchObject({
    code: "NO_HEADER",
    message: "no header segment in segments 0 to 67; damaged beyond repair: 0, 1",
    details: { segmentsSearched: 68, damagedSegments: 2 },
  });
});

test("damaged copies of different age are not put together", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const before = store.segmentBytes(1);
  await cartridge.writeHeaders({ segmentsWritten: 3, writeDate: 77 });
  await store.writeSegment(1, before, { skip: 0 });
  break_(store, 0, [2, 3, 9, 28]);
  break_(store, 1, [1, 4, 10, 27]);
  await expect(openCartridge(store)).rejects.toMatchObject({ code: "NO_HEADER" });
});

test("of two good copies that differ the one with the higher write counter is used", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const before = store.segmentBytes(0);
  await cartridge.writeHeaders({ segmentsWritten: 3, writeDate: 77 });
  await store.writeSegment(0, before, { skip: 0 });
  const again = await openCartridge(store);
  expect(again.header.segmentsWritten).toBe(245);
  expect(again.headerCopies.map(({ chosen }) => chosen)).toEqual([false, true]);
  expect(again.headerCopies.map(({ segmentsWritten }) => segmentsWritten)).toEqual([240, 245]);
  expect(again.findings.map(({ code }) => code)).toEqual(["HEADERS_DIFFER"]);
});

test("equal write counters leave it to the write date, unless it is not set", async () => {
  const engine = createEccEngine();
  const store = await formattedStore();
  const { headerBytes } = await openCartridge(store);
  const put = async (segment: number, date: number) => {
    const bytes = headerBytes.slice();
    new DataView(bytes.buffer).setUint32(18, date, true);
    const sectors = new Uint8Array(32768);
    buildSegment(bytes, 0, engine, sectors);
    await store.writeSegment(segment, sectors, { skip: 0 });
  };
  for (const [first, second, used] of [
    [1000, 2000, 2000],
    [2000, 1000, 2000],
    [1000, UnsetQicTime, 1000],
    [1000, 0, 1000],
  ] as const) {
    await put(0, first);
    await put(1, second);
    expect((await openCartridge(store)).header.writeDate).toBe(used);
  }
});

test("a header that is not where it says is used, told of, and not written", async () => {
  const store = await formattedStore();
  const header = store.segmentBytes(0);
  const moved = createMemoryStore({ segmentCount: 120 });
  await moved.writeSegment(7, header, { skip: 0 });
  const cartridge = await openCartridge(moved);
  expect(cartridge.findings.map(({ code }) => code)).toEqual(["HEADER_MISPLACED"]);
  await expect(cartridge.writeHeaders({ segmentsWritten: 0, writeDate: 0 })).rejects.toMatchObject({
    code: "HEADER_WRITE_FAILED",
    details: { segment: 7 },
  });
});

test("headers beyond segment 67 are found when asked for", async () => {
  const header = (await formattedStore()).segmentBytes(0);
  const store = createMemoryStore({ segmentCount: 120 });
  await store.writeSegment(80, header, { skip: 0 });
  await expect(openCartridge(store)).rejects.toMatchObject({ code: "NO_HEADER" });
  const cartridge = await openCartridge(store, { searchAllSegments: true });
  expect(cartridge.geometry).toEqual(smallType.geometry);
});

test("one header copy that cannot be written is a finding, two are an error", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const changes = { segmentsWritten: 1, writeDate: 5 };
  for (const sector of [0, 1, 2, 3]) store.flag(0, sector, SectorFlag.NoId);
  const { copies, findings } = await cartridge.writeHeaders(changes);
  expect(copies.map(({ verified }) => verified)).toEqual([false, true]);
  expect(copies[0]?.failed).toBe(0xf);
  expect(findings.map(({ code }) => code)).toEqual(["HEADER_COPY_LOST"]);
  expect((await openCartridge(store)).header.writeDate).toBe(5);
  expect(() => cartridge.markBad(0, 0xf)).toThrow(
    expect.objectContaining({ code: "PROTECTED_SEGMENT", details: { segment: 0, sectors: 15 } }),
  );
  for (const sector of [0, 1, 2, 3]) store.flag(1, sector, SectorFlag.NoId);
  await expect(cartridge.writeHeaders(changes)).rejects.toMatchObject({
    code: "HEADER_WRITE_FAILED",
  });
});

test("a drive that fails to write anything does not get at the second header copy", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const second = store.segmentBytes(1);
  for (let sector = 0; sector < 32; sector++) store.flag(0, sector, SectorFlag.NoId);
  await expect(cartridge.writeHeaders({ segmentsWritten: 1, writeDate: 5 })).rejects.toMatchObject({
    code: "HEADER_WRITE_FAILED",
    message: expect.stringContaining("the other copy was left alone"),
    details: { segment: 0 },
  });
  expect(store.segmentBytes(1)).toEqual(second);
  expect((await openCartridge(store)).header.writeDate).not.toBe(5);
});

test("nor does one that writes other bytes with good checksums", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const second = store.segmentBytes(1);
  const { writeSegment } = store;
  store.writeSegment = (segment, sectors, options) =>
    writeSegment(segment, sectors.toReversed(), options);
  await expect(cartridge.writeHeaders({ segmentsWritten: 1, writeDate: 5 })).rejects.toMatchObject({
    code: "HEADER_WRITE_FAILED",
    details: { segment: 0 },
  });
  expect(store.segmentBytes(1)).toEqual(second);
});

test("a weak header sector is made up for by the parity and named", async () => {
  const { store, cartridge } = await openSmallCartridge();
  store.flag(0, 0, SectorFlag.Unwritable);
  store.flag(0, 20, SectorFlag.Unwritable); // holds zeros before and after
  const { copies, findings } = await cartridge.writeHeaders({ segmentsWritten: 1, writeDate: 5 });
  expect(copies.map(({ verified, failed }) => [verified, failed])).toEqual([
    [true, (1 << 20) | 1],
    [true, 0],
  ]);
  expect(findings.map(({ code }) => code)).toEqual(["WEAK_SECTORS"]);
});

test("a table that cannot be written is an error", async () => {
  const { store, cartridge } = await openSmallCartridge();
  for (const sector of [0, 29, 30, 31]) store.flag(2, sector, SectorFlag.Unwritable);
  await expect(cartridge.writeTable(new Uint8Array(128).fill(1))).rejects.toMatchObject({
    code: "TABLE_WRITE_FAILED",
    details: { segment: 2 },
  });
  expect(() => cartridge.markBad(2, 1)).toThrow(
    expect.objectContaining({ code: "PROTECTED_SEGMENT" }),
  );
  await expect(cartridge.writeTable(new Uint8Array(29697))).rejects.toThrow(RangeError);
});

test("a Ditto 2GB header stays scrambled when it is written", async () => {
  const manifest = manifestOf("ditto2gb-header");
  const image = imageOf(manifest);
  const store = memoryStoreOf(manifest, image);
  const cartridge = await openCartridge(store);
  expect(cartridge.scrambled).toBe(true);
  const before = cartridge.header.segmentsWritten;
  await cartridge.writeHeaders({ segmentsWritten: 0, writeDate: cartridge.header.writeDate });
  const changed: number[] = [];
  store.segmentBytes(0).forEach((byte, i) => {
    if (i < HeaderBytes && byte !== image[i]) changed.push(i);
  });
  expect(changed).toEqual([130]); // the low byte of the write counter
  const again = await openCartridge(store);
  expect(again.header.segmentsWritten).toBe(before + 2);
  expect([...again.badSectors.entries()]).toEqual([...cartridge.badSectors.entries()]);
});

test("an update leaves odd label padding and reserved bytes as they are", async () => {
  const { store, cartridge } = await openSmallCartridge();
  cartridge.headerBytes.fill(0, 40, 74); // a label that ends in NULs
  cartridge.headerBytes.fill(0x20, 80, 128);
  const before = cartridge.headerBytes.slice();
  await cartridge.writeHeaders({ segmentsWritten: 0x100, writeDate: before[18]! });
  const { headerBytes } = await openCartridge(store);
  const changed = [...headerBytes.keys()].filter((i) => headerBytes[i] !== before[i]);
  expect(changed.every((i) => (i >= 18 && i < 22) || (i >= 130 && i < 134))).toBe(true);
  expect(changed).toContain(131);
});

test("a geometry of the user's opens a header that contradicts itself", async () => {
  const { store, cartridge } = await openSmallCartridge();
  cartridge.headerBytes[28] = 17; // floppy track maximum: 120 segments no longer fit one head
  await cartridge.writeHeaders({ segmentsWritten: 0, writeDate: 0 });
  await expect(openCartridge(store)).rejects.toMatchObject({
    code: "NO_HEADER",
    details: { segment: 0, reason: "INCONSISTENT_GEOMETRY" },
  });
  const again = await openCartridge(store, { geometry: smallType.geometry });
  expect(again.geometry).toEqual(smallType.geometry);
  const geometry = {
    ...createGeometry({ formatCode: 6, segmentsPerTrack: 9, tracksPerCartridge: 9 }),
    segmentsPerTrack: 1e9,
  };
  await expect(openCartridge(store, { geometry })).rejects.toThrow(RangeError);
});

test("a header that was not yet written replaces the one on the tape", async () => {
  const { store, cartridge } = await openSmallCartridge();
  cartridge.markBad(5, 0x10);
  const again = await openCartridge(store, { restore: { headerBytes: cartridge.headerBytes } });
  expect(again.badSectors.get(5)).toBe(0x10);
  expect((await openCartridge(store)).badSectors.get(5)).toBe(0);
});
