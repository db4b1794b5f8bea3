import { describe, expect, test } from "vitest";
import { openFileSet, openVolume, readVolumeEntry } from "../src/index.js";
import { type MemorySegments, memorySegments } from "./segments.js";
import { contentsOf, readItem, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
const files = [
  { name: "A.DAT", contents: contentsOf("A", { name: "A", size: 3000 }) },
  { name: "B.TXT", contents: contentsOf("B", { name: "B", size: 20_000, compressible: true }) },
];

async function fileSet(compressed: boolean, change: (source: MemorySegments) => void) {
  const options = { ...bounds, format: "basic", compressed, dataBytes: () => 1024 } as const;
  const { segments, written } = await writeAll(files, options);
  const source = memorySegments(segments);
  change(source);
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  return { segments, source, volume, opened: await openFileSet(volume, source) };
}

describe("uncompressed", () => {
  test("corrected and unverified bytes are named exactly, lost ones are nothing else", async () => {
    const { opened, volume, source } = await fileSet(false, (to) => {
      to.correctedParts.set(4, [{ start: 100, end: 600 }]);
      to.unverifiedParts.set(4, [{ start: 500, end: 700 }]);
      to.lostParts.set(4, [{ start: 550, end: 560 }]);
    });
    const stream = await openVolume(volume, source);
    expect(await stream.read(1024, new Uint8Array(1024))).toEqual({
      holes: [{ start: 1574, end: 1584 }],
      corrected: [
        { start: 1124, end: 1574 },
        { start: 1584, end: 1624 },
      ],
      unverified: [
        { start: 1524, end: 1574 },
        { start: 1584, end: 1724 },
      ],
    });
    const { report } = await readItem(opened, opened.items[0]!);
    expect(report).toMatchObject({
      grade: "holes",
      readBytes: 2500,
      correctedBytes: 490,
      lostBytes: 10,
      unverifiedBytes: 190,
    });
    const chunks = opened.read(opened.items[0]!);
    const { value } = await chunks.next();
    const start = 1024 - 34 - 22; // directory entries, header of the data entry
    expect(value).toMatchObject({ corrected: [{ start: start + 100 }, { end: start + 600 }] });
  });

  test("without anything to tell all bytes are read", async () => {
    const { opened } = await fileSet(false, () => {});
    for (const [index, item] of opened.items.entries())
      expect(await opened.check(item)).toMatchObject({
        grade: "whole",
        readBytes: files[index]!.contents.length,
        correctedBytes: 0,
        lostBytes: 0,
        unverifiedBytes: 0,
      });
  });
});

describe("compressed", () => {
  test("all that a frame stands for is corrected when a byte of it was", async () => {
    const { opened, segments } = await fileSet(true, () => {});
    const middle = 3 + Math.floor(segments.length / 2);
    const {
      volume,
      source,
      opened: damaged,
    } = await fileSet(true, (to) => {
      to.correctedParts.set(middle, [{ start: 200, end: 201 }]);
    });
    const stream = await openVolume(volume, source);
    const into = new Uint8Array(stream.sizeBytes);
    const { holes, corrected, unverified } = await stream.read(0, into);
    expect({ holes, unverified }).toEqual({ holes: [], unverified: [] });
    const start = new DataView(segments[middle - 3]!.buffer).getUint32(0, true);
    const next = new DataView(segments[middle - 2]!.buffer).getUint32(0, true);
    const end = corrected[0]!.end; // that of the first frame in the segment, where the next one begins
    expect(corrected).toEqual([{ start, end }]);
    expect(end - start).toBeGreaterThan(500);
    expect(end).toBeLessThanOrEqual(next);
    const report = await damaged.check(damaged.items[1]!);
    expect(report).toMatchObject({ grade: "whole", correctedBytes: end - start, lostBytes: 0 });
    expect(report.readBytes).toBe(20_000 - (end - start));
    const { bytes } = await readItem(opened, opened.items[1]!);
    expect(bytes).toEqual(files[1]!.contents);
  });

  test("an unverified place makes all bytes of its segment unverified", async () => {
    const { segments } = await fileSet(true, () => {});
    const { volume, source } = await fileSet(true, (to) => {
      to.unverifiedParts.set(5, [{ start: 7, end: 8 }]);
    });
    const stream = await openVolume(volume, source);
    const fates = await stream.read(0, new Uint8Array(stream.sizeBytes));
    const position = (index: number) => new DataView(segments[index]!.buffer).getUint32(0, true);
    expect(fates.unverified).toEqual([{ start: position(2), end: position(3) }]);
  });
});
