import { createBadSectorMap, createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import {
  CartridgeError,
  createMemoryStore,
  formatCartridge,
  openCartridge,
  SectorFlag,
} from "../src/index.js";
import { formattedStore, openSmallCartridge, smallType } from "./small-cartridge.js";

test("positions are sums of data bytes, clamped at both ends, and follow the map", async () => {
  const { cartridge } = await openSmallCartridge();
  expect(cartridge.capacityBytes()).toBe(118 * 29696);
  expect([0, 2, 3, 119, 120, 1e6].map((segment) => cartridge.dataPosition(segment))).toEqual([
    0,
    0,
    29696,
    117 * 29696,
    118 * 29696,
    118 * 29696,
  ]);
  cartridge.markBad(5, 0b11);
  cartridge.markBad(7, 0xffffffff);
  expect(cartridge.dataBytes(5)).toBe(27 * 1024);
  expect(cartridge.dataPosition(6) - cartridge.dataPosition(5)).toBe(27 * 1024);
  expect(cartridge.capacityBytes()).toBe(117 * 29696 - 2048);
});

test("a segment that was read is read anew with a new map", async () => {
  const { cartridge } = await openSmallCartridge();
  expect((await cartridge.readSegment(5)).data.length).toBe(29696);
  cartridge.markBad(5, 1);
  expect((await cartridge.readSegment(5)).data.length).toBe(28 * 1024);
});

test("marked sectors are on the tape after a header update", async () => {
  const { store, cartridge } = await openSmallCartridge();
  cartridge.markBad(5, 0x10);
  cartridge.markBad(5, 0x01);
  await cartridge.writeHeaders({ segmentsWritten: 0, writeDate: 9, label: "NEW", labelDate: 8 });
  const again = await openCartridge(store);
  expect([...again.badSectors.entries()]).toEqual([[5, 0x11]]);
  expect(again.header).toMatchObject({
    label: "NEW",
    labelDate: 8,
    writeDate: 9,
    segmentsWritten: 242,
  });
  expect(() => cartridge.markBad(120, 1)).toThrow(RangeError);
});

test("a map that is full is refused, with nothing changed", async () => {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 200, tracksPerCartridge: 2 });
  const store = createMemoryStore({ segmentCount: 400 });
  const map = createBadSectorMap(4, 400);
  for (let segment = 10; segment < 316; segment++) map.set(segment, 0xfffffffe);
  await formatCartridge(store, {
    type: { standard: "QIC-80", geometry },
    badSectors: map.entries(),
  });
  const cartridge = await openCartridge(store);
  const before = cartridge.headerBytes.slice();
  for (let segment = 320; segment < 340; segment++) {
    try {
      cartridge.markBad(segment, 0x7fffffff);
      before.set(cartridge.headerBytes);
    } catch (error) {
      expect(error).toMatchObject({
        name: "CartridgeError",
        code: "MAP_FULL",
        details: { segment },
      });
      expect(cartridge.badSectors.get(segment)).toBe(0);
      expect(Buffer.from(cartridge.headerBytes).equals(before)).toBe(true);
      return;
    }
  }
  expect.unreachable("the map never became full");
});

test("a segment written behind the reader's back is read anew", async () => {
  const { store, cartridge } = await openSmallCartridge();
  for (const segment of [3, 4, 5]) await cartridge.readSegment(segment); // reads ahead
  await store.writeSegment(6, store.segmentBytes(2), { skip: 0 });
  expect((await cartridge.readSegment(6)).report.how).toBe("read");
  store.flag(6, 0, SectorFlag.CrcError);
  expect((await cartridge.readSegment(6)).report.unreadable).toBe(1);
});

test("a lost segment is read again, and every sector kept from the pass that had it", async () => {
  const { store, cartridge } = await openSmallCartridge();
  await store.writeSegment(4, store.segmentBytes(2), { skip: 0 });
  const readRun = store.readRun.bind(store);
  const passes = [
    [0, 1, 2, 3, 4],
    [3, 4, 5, 6, 7, 8],
    [0, 1, 2, 3, 4],
  ];
  let pass = 0;
  store.readRun = (...args) => {
    for (let sector = 0; sector < 32; sector++)
      store.flag(4, sector, passes[pass % 3]!.includes(sector) ? SectorFlag.CrcError : 0);
    pass++;
    return readRun(...args);
  };
  expect((await cartridge.readSegment(4)).report.how).toBe("lost");
  const { report, data } = await cartridge.readSegment(4, { retries: 2 });
  expect(report).toMatchObject({ how: "read", unreadable: (1 << 3) | (1 << 4) });
  expect(data.every((byte) => byte === 0)).toBe(true);
  expect(pass).toBe(3);
});

test("headers avoid segments with bad sectors, and those passed over are marked deleted", async () => {
  const store = createMemoryStore({ segmentCount: 120 });
  store.flag(0, 2, SectorFlag.NoId);
  for (let sector = 0; sector < 32; sector++) store.flag(1, sector, SectorFlag.NoId);
  store.flag(3, 31, SectorFlag.Unwritable);
  store.flag(5, 1, SectorFlag.NoId);
  const { header, badSectors } = await formatCartridge(store, { type: smallType });
  expect(header.headerSegments).toEqual([2, 4]);
  expect(header.firstDataSegment).toBe(5);
  expect(badSectors.get(1)).toBe(0xffffffff);
  const { deleted } = await store.readRun(0, 6, new Uint8Array(6 * 32768));
  expect([...deleted]).toEqual([0xfffffffb, 0, 0, 0x7fffffff, 0, 0]);
  const cartridge = await openCartridge(store);
  expect(cartridge.headerCopies.map(({ segment }) => segment)).toEqual([2, 4]);
  expect((await cartridge.readSegment(0)).report.how).toBe("deleted");
  expect((await cartridge.readTable()).report.how).toBe("read");
});

test("formatting again keeps the cartridge's history", async () => {
  const store = await formattedStore("OLD");
  const { header: previous } = await openCartridge(store);
  const { header } = await formatCartridge(store, { type: smallType, previous, date: 5 });
  expect(header).toMatchObject({
    label: "",
    formatDate: 5,
    initialFormatDate: previous.initialFormatDate,
    formatCount: 2,
    segmentsWritten: 480,
  });
});

test("standard QIC-3020 cartridges get their prescribed bad segments", async () => {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 24, tracksPerCartridge: 40 });
  const store = createMemoryStore({ segmentCount: 960 });
  const { badSectors } = await formatCartridge(store, { type: { standard: "QIC-3020", geometry } });
  expect([...badSectors.entries()].length).toBe(96);
});

test("a cartridge without room for two headers, or for a table, is refused", async () => {
  const store = createMemoryStore({ segmentCount: 120 });
  const bad = (last: number) => Array.from({ length: last }, (_, i) => [i + 1, 1] as const);
  const refused = formatCartridge(store, { type: smallType, badSectors: bad(119) });
  await expect(refused).rejects.toMatchObject({ code: "NO_HEADER_PLACE", details: { found: 1 } });
  const all = Array.from({ length: 118 }, (_, i) => [i + 2, 0xffffffff] as const);
  const noTable = formatCartridge(store, { type: smallType, badSectors: all });
  await expect(noTable).rejects.toMatchObject({ code: "NO_HEADER_PLACE", details: { segment: 1 } });
  store.setWriteProtected(true);
  await expect(formatCartridge(store, { type: smallType })).rejects.toThrow(CartridgeError);
});

test("a queue delivers its outcomes late, and all of them at a flush", async () => {
  const store = createMemoryStore({ segmentCount: 8, queueDepth: 2 });
  const outcomes: number[] = [];
  store.onOutcome(({ segment }) => void outcomes.push(segment));
  const seen: number[] = [];
  for (const segment of [3, 4, 5, 6]) {
    await store.writeSegment(segment, new Uint8Array(32768), { skip: 0 });
    seen.push(outcomes.length);
  }
  expect(seen).toEqual([0, 0, 1, 2]);
  await store.flush();
  expect(outcomes).toEqual([3, 4, 5, 6]);
});

test("taking the cartridge out and putting it in is seen by the drive", async () => {
  const { store, cartridge } = await openSmallCartridge();
  store.eject();
  expect(await store.status()).toMatchObject({ cartridgePresent: false, atBeginning: false });
  await expect(cartridge.readSegment(3)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
  store.insert();
  const status = await store.status();
  expect(status).toMatchObject({ newCartridge: true, atBeginning: true, vendorId: 0xffff });
  expect(status.driveStatus).toBe(0x01 | 0x04 | 0x10 | 0x20 | 0x40);
  await store.motion("load");
  expect((await store.status()).newCartridge).toBe(false);
});
