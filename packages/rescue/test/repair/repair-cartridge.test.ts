import {
  type Cartridge,
  createMemoryBytes,
  createRawImageStore,
  openCartridge,
  type RescueMap,
  type SegmentStore,
  scanCartridge,
} from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { repairCartridge } from "../../src/index.js";
import { type Damage, damagedDump, filledImage, same } from "../damaged-dumps.js";
import { otherCartridge } from "../merge/other-cartridge.js";

const whole = await filledImage();
const opened = (image: Uint8Array, map: RescueMap) =>
  openCartridge(createRawImageStore(createMemoryBytes(image), { map }));

async function repair(damage: Damage, before = whole) {
  const store = damagedDump(before, damage);
  const target = createMemoryBytes();
  const result = await repairCartridge(await openCartridge(store), target);
  const image = target.bytes();
  return { store, result, image, cartridge: await opened(image, result.map) };
}

async function reportsOf(cartridge: Cartridge) {
  const reports = [];
  for await (const report of scanCartridge(cartridge)) reports.push(report);
  return reports;
}

test("what the parity vouches for stands corrected, byte for byte as it was written", async () => {
  const { result, image } = await repair({
    unreadable: [
      [0, 0xffffffff],
      [1, 0b11],
      [5, 0b0110],
      [30, 1],
    ],
    silent: [[9, 1 << 7]],
  });
  expect(same(image, whole)).toBe(true);
  expect(result).toMatchObject({
    corrected: [
      [5, 5],
      [9, 9],
      [30, 30],
    ],
    correctedSectors: 4,
    headers: [0, 1],
    unverifiable: [],
    lost: [],
    findings: [],
  });
  expect(result.map.blocks).toEqual([{ position: 0, sizeBytes: whole.length, status: "+" }]);
});

test("lost segments stay lost: no parity is made that would pass their damage off as data", async () => {
  const damage = {
    unreadable: [
      [9, 0b11110],
      [20, 0xffffffff],
    ],
    silent: [[11, 0b11]],
  } as const;
  const { store, result, cartridge } = await repair(damage);
  expect(result.lost).toEqual([
    [9, 9],
    [11, 11],
    [20, 20],
  ]);
  expect(await reportsOf(cartridge)).toEqual(await reportsOf(await openCartridge(store)));
});

test("a correction that nothing could check is not written down as a fact", async () => {
  const { store, result, cartridge } = await repair({ unreadable: [[9, 0b111]] });
  expect(result).toMatchObject({ unverifiable: [[9, 9]], corrected: [] });
  expect(await reportsOf(cartridge)).toEqual(await reportsOf(await openCartridge(store)));
});

test("bad sectors keep what they hold", async () => {
  const marked = whole.slice();
  marked.fill(0x55, 5 * 32768, 5 * 32768 + 1024); // sector 0 of segment 5 is mapped out
  const { image } = await repair({ unreadable: [[5, 0b10]] }, marked);
  expect(same(image, marked)).toBe(true);
});

test("a torn image becomes one of full length, with holes at its end", async () => {
  const { result, image } = await repair({ sizeBytes: 30 * 32768 + 1024 });
  expect(image).toHaveLength(whole.length);
  expect(result.lost).toEqual([[30, 39]]);
  expect(result.map.blocks.at(-1)).toEqual({
    position: 30 * 32768 + 1024,
    sizeBytes: 10 * 32768 - 1024,
    status: "-",
  });
});

test("formatted segments that were never written are not called lost", async () => {
  const empty = await otherCartridge();
  const { result, image } = await repair({}, empty);
  expect(same(image, empty)).toBe(true);
  expect(result.lost).toEqual([]);
});

test("a lost segment of zeros is not taken for one that was never written", async () => {
  const zeros = whole.slice().fill(0, 20 * 32768, 21 * 32768);
  const { result } = await repair({ unreadable: [[20, 0b11111]] }, zeros);
  expect(result.lost).toEqual([[20, 20]]);
});

test("an older header copy is replaced by the newer one", async () => {
  const older = await filledImage();
  const newer = await filledImage(1, 12);
  const mixed = newer.slice();
  mixed.set(older.subarray(32768, 65536), 32768);
  const { result, image } = await repair({}, mixed);
  expect(same(image, newer)).toBe(true);
  expect(result.headers).toEqual([1]);
});

test("a header that took all parity, and that no other copy confirms, is not written", async () => {
  const { result, cartridge } = await repair({
    unreadable: [
      [0, 0b111],
      [1, 0xffffffff],
    ],
  });
  expect(result.findings.map(({ code }) => code)).toEqual(["HEADERS_LEFT"]);
  expect(result).toMatchObject({ headers: [], unverifiable: [[0, 0]], lost: [[1, 1]] });
  expect(cartridge.headerCopies).toHaveLength(2);
});

// Behind the volume table, which is empty: zeros and their parity are the same whoever made them.
test("of an image without parity nothing is vouched for in the new image either", async () => {
  const store: SegmentStore = Object.assign(damagedDump(whole), { parityStored: false });
  const target = createMemoryBytes();
  const result = await repairCartridge(await openCartridge(store), target);
  const reports = await reportsOf(await opened(target.bytes(), result.map));
  for (const { segment, how, unverifiable } of reports.slice(3))
    if (how !== "empty")
      expect({ segment, how, checked: unverifiable === 0 }).toEqual({
        segment,
        how: "corrected",
        checked: false,
      });
});
