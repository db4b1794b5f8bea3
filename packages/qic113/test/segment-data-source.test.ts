import { describe, expect, test } from "vitest";
import { openVolume, readVolumeEntry, sectorRanges } from "../src/index.js";
import { entryA } from "./entries.js";
import { concat, memorySegments } from "./segments.js";

const KiB = 1024;

describe("sectors as ranges of a segment's data", () => {
  test.each([
    ["none", 0, 0, []],
    ["one", 0, 0b100, [{ start: 2 * KiB, end: 3 * KiB }]],
    ["neighbours", 0, 0b110, [{ start: KiB, end: 3 * KiB }]],
    ["behind a bad sector", 0b1, 0b100, [{ start: KiB, end: 2 * KiB }]],
    ["a bad one, which has no data", 0b100, 0b100, []],
    ["parity", 0, 0xe0000000, []],
    ["all", 0, 0xffffffff, [{ start: 0, end: 29 * KiB }]],
    ["in a segment without room", 0xfffffff8, 0b111, []],
  ])("%s", (_, bad, lost, expected) => {
    expect(sectorRanges(bad >>> 0, lost >>> 0)).toEqual(expected);
  });
});

const volumeOf = (segmentCount: number) =>
  readVolumeEntry(entryA({ lastSegment: 2 + segmentCount, dataBytes: 100 }), {
    firstSegment: 3,
    lastSegment: 99,
  })!;

test("an uncompressed volume is its segments, those without room left out, holes at their places", async () => {
  const segments = [64, 0, 32, 0, 16].map((size, i) => new Uint8Array(size).fill(i + 1));
  const source = memorySegments(segments);
  source.lostSegments.add(5);
  source.lostParts.set(7, [{ start: 4, end: 8 }]);
  const volume = await openVolume(volumeOf(5), source);
  expect(volume.sizeBytes).toBe(112);
  const into = new Uint8Array(120).fill(255);
  expect((await volume.read(0, into)).holes).toEqual([
    { start: 64, end: 96 },
    { start: 100, end: 104 },
    { start: 112, end: 120 },
  ]);
  const filled = (size: number, value: number) => new Uint8Array(size).fill(value);
  expect(into).toEqual(
    concat(filled(64, 1), filled(32, 0), filled(4, 5), filled(4, 0), filled(8, 5), filled(8, 0)),
  );
  expect((await volume.read(500, into)).holes).toEqual([{ start: 500, end: 620 }]);
});

test("a segment cut short is lost from there on", async () => {
  const source = { dataBytes: () => 100, readSegment: async () => ({ bytes: new Uint8Array(60) }) };
  const volume = await openVolume(volumeOf(1), source);
  expect((await volume.read(0, new Uint8Array(100))).holes).toEqual([{ start: 60, end: 100 }]);
});

test("a source that contradicts itself is refused", async () => {
  const tooMuch = { dataBytes: () => 10, readSegment: async () => ({ bytes: new Uint8Array(11) }) };
  const volume = await openVolume(volumeOf(1), tooMuch);
  await expect(volume.read(0, new Uint8Array(1))).rejects.toThrow(RangeError);
  const nonsense = { dataBytes: () => -1, readSegment: async () => ({ bytes: undefined }) };
  await expect(openVolume(volumeOf(1), nonsense)).rejects.toThrow(RangeError);
});
