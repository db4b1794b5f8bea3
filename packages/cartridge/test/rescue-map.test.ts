import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CartridgeError,
  createMemoryBytes,
  createRawImageStore,
  formatRescueMap,
  holesOf,
  parseRescueMap,
  type RescueMap,
  rescueMapOf,
} from "../src/index.js";

const example = `# Mapfile. Created by GNU ddrescue version 1.27
# Command line: ddrescue -d /dev/tape tape.img tape.map
# current_pos  current_status  current_pass
0x00018000     +               1
#      pos        size  status
0x00000000  0x00002000  +
0x00002000  0x00000400  -
0x00002400  0x00005C00  +
0x00008000  0x00000C00  *
0x00008C00  0x00000001  /
0x00010000  32768  ?
`;

test("a map of GNU ddrescue is read: holes are whatever was not read", () => {
  const map = parseRescueMap(example);
  expect(map.blocks.length).toBe(6);
  expect(map.blocks[5]).toEqual({ position: 0x10000, sizeBytes: 32768, status: "?" });
  expect([...holesOf(map, 0x18000)]).toEqual([
    [0, 1 << 8],
    [1, 0b1111],
    [2, 0xffffffff],
  ]);
});

test("the status line says where a program goes on, and survives being written", () => {
  expect(parseRescueMap(example).progress).toEqual({ position: 0x18000, status: "+", pass: 1 });
  const blocks = [{ position: 0, sizeBytes: 32768, status: "-" } as const];
  for (const status of ["?", "*", "/", "-", "+"] as const) {
    const map = { blocks, progress: { position: 8192, status, pass: 3 } };
    expect(parseRescueMap(formatRescueMap(map))).toEqual(map);
  }
  for (const line of ["0x0 ?", "0x0 + 1", "0x400 F 1"])
    expect(parseRescueMap(line).progress).toBeUndefined();
});

test("a hole that touches a sector takes all of it, and ends with the image", () => {
  const blocks = [{ position: 1023, sizeBytes: 2 ** 50, status: "-" } as const];
  expect([...holesOf({ blocks }, 3000)]).toEqual([[0, 0b111]]);
  expect(holesOf({ blocks }, 1000).size).toBe(0);
});

test.each([
  ["", "rescue map has no status line"],
  ["hello world", "line 1: no status line"],
  ["0x0 ?\n0x0 0x400", "line 2: no block"],
  ["0x0 ?\n\n0x0 0x400 x", "line 3: no block"],
  ["0x0 ?\n0x800 0x400 -\n0x400 0x400 -", "line 3: blocks overlap"],
  ["0x0 ?\n-5 0x400 -", "line 2: no number"],
  ["0x0 ?\n0xffffffffffffffff 0x400 -", "line 2: no number"],
])("%j is no map", (text, message) => {
  expect(() => parseRescueMap(text)).toThrow(CartridgeError);
  expect(() => parseRescueMap(text)).toThrow(message);
});

test("holes survive being written and read", () => {
  const holes = fc.dictionary(
    fc.integer({ min: 0, max: 40 }).map(String),
    fc.integer({ min: 1, max: 0xffffffff }),
  );
  fc.assert(
    fc.property(holes, (dictionary) => {
      const wanted = new Map(
        Object.entries(dictionary).map(([segment, map]) => [Number(segment), map]),
      );
      const sizeBytes = 41 * 32768;
      const map = rescueMapOf(wanted, sizeBytes);
      const again = parseRescueMap(formatRescueMap(map));
      expect(again).toEqual(map);
      const sorted = [...wanted].sort(([a], [b]) => a - b);
      expect([...holesOf(again, sizeBytes)]).toEqual(sorted);
      let end = 0;
      for (const { position, sizeBytes: length } of map.blocks) {
        expect(position).toBe(end);
        end = position + length;
      }
      expect(end).toBe(sizeBytes);
    }),
  );
});

test("an image with holes reads them as unreadable until they are written", async () => {
  const maps: RescueMap[] = [];
  const store = createRawImageStore(createMemoryBytes(new Uint8Array(4 * 32768)), {
    map: rescueMapOf(new Map([[2, 0b1011]]), 4 * 32768),
    onMapChange: (map) => void maps.push(map),
  });
  const into = new Uint8Array(32768);
  expect((await store.readRun(2, 1, into)).unreadable[0]).toBe(0b1011);
  await store.writeSegment(2, into, { skip: 0b1000 });
  expect(maps.length).toBe(0);
  await store.flush();
  expect(maps.map((map) => [...holesOf(map, 4 * 32768)])).toEqual([[[2, 0b1000]]]);
  await store.flush();
  expect(maps.length).toBe(1);
  expect((await store.readRun(2, 1, into)).unreadable[0]).toBe(0b1000);
});

test("what a write behind the end jumps over is a hole, not a stretch of zeros", async () => {
  const maps: RescueMap[] = [];
  const bytes = createMemoryBytes(new Uint8Array(32768 + 1500));
  const store = createRawImageStore(bytes, { onMapChange: (map) => void maps.push(map) });
  store.useGeometry({
    formatCode: 4,
    segmentsPerTrack: 10,
    tracksPerCartridge: 1,
    floppyHeadMax: 0,
    floppyTrackMax: 254,
    floppySectorMax: 128,
  });
  await store.writeSegment(3, new Uint8Array(32768).fill(7), { skip: 0b101 });
  await store.flush();
  const { unreadable } = await store.readRun(0, 4, new Uint8Array(4 * 32768));
  expect([...unreadable]).toEqual([0, 0xfffffffe, 0xffffffff, 0b101]);
  expect([...holesOf(maps[0]!, bytes.sizeBytes).keys()]).toEqual([1, 2, 3]);
  await expect(store.writeSegment(10, new Uint8Array(32768), { skip: 0 })).rejects.toThrow(
    RangeError,
  );
});
