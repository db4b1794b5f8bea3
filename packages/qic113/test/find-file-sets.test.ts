import { describe, expect, test } from "vitest";
import { findFileSets, type NewItem, openFileSet } from "../src/index.js";
import { kinds } from "./round-trip.js";
import { type MemorySegments, memorySegments } from "./segments.js";
import { contentsOf, pathOf, readItem, writeAll } from "./trees.js";

const size = 4096;
const options = { firstSegment: 3, lastSegment: 9999, dataBytes: () => size };
const items: NewItem[] = [
  { name: "BIG.DAT", contents: contentsOf("big", { name: "", size: 20_000 }) },
  {
    name: "DOCS",
    items: [
      {
        name: "TEXT.TXT",
        contents: contentsOf("text", { name: "", size: 30_000, compressible: true }),
      },
      { name: "EMPTY", items: [] },
      { name: "NONE", contents: new Uint8Array(0) },
    ],
  },
  { name: "LAST.BIN", contents: contentsOf("last", { name: "", size: 3000 }) },
];
const paths = ["/BIG.DAT", "/DOCS", "/DOCS/EMPTY", "/DOCS/NONE", "/DOCS/TEXT.TXT", "/LAST.BIN"];
const contents = new Map<string, Uint8Array>([
  ["/BIG.DAT", items[0]!.contents as Uint8Array],
  ["/DOCS/TEXT.TXT", items[1]!.items![0]!.contents as Uint8Array],
  ["/DOCS/NONE", new Uint8Array(0)],
  ["/LAST.BIN", items[2]!.contents as Uint8Array],
]);

const blank = (count: number, value: number) =>
  Array.from({ length: count }, () => new Uint8Array(size).fill(value));
const noise = (count: number) =>
  Array.from({ length: count }, (_, i) => contentsOf(`noise ${i}`, { name: "", size }));

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

function find(source: MemorySegments) {
  return findFileSets(source, { firstSegment: 3, lastSegment: source.lastSegment });
}

/** Paths of a file set whose files all are as they were written. */
async function pathsOf(source: MemorySegments, volume: Awaited<ReturnType<typeof find>>[number]) {
  const fileSet = await openFileSet(volume, source);
  const found: string[] = [];
  for (const item of fileSet.items) {
    if (item.kind === "root") continue;
    found.push(pathOf(item));
    const { bytes, report } = await readItem(fileSet, item);
    if (item.kind === "file")
      expect(same(bytes, contents.get(pathOf(item))!), pathOf(item)).toBe(true);
    expect(report, pathOf(item)).toMatchObject({ grade: "whole", disagreements: [] });
  }
  return found.sort();
}

describe.each(kinds)("$name", ({ name: _, ...kind }) => {
  test("is found among other things", async () => {
    const { segments, written } = await writeAll(items, { ...options, ...kind });
    const source = memorySegments([...noise(3), ...blank(2, 0x6b), ...segments, ...blank(3, 0)]);
    const volumes = await find(source);
    expect(volumes).toHaveLength(1);
    const [volume] = volumes;
    expect(volume!.firstSegment).toBe(8);
    expect(volume!.lastSegment).toBeGreaterThanOrEqual(7 + segments.length);
    expect(volume).toMatchObject({ contents: kind.format, compressed: "compressed" in kind });
    expect(await pathsOf(source, volume!)).toEqual(paths);
    const fileSet = await openFileSet(volume!, source);
    if (!("compressed" in kind) && !("old" in kind)) expect(fileSet.findings).toEqual([]);
    expect(fileSet.items.every(({ foundBy }) => foundBy === "directory")).toBe(true);
    expect(volume!.directoryBytes).toBeGreaterThanOrEqual(written.directoryBytes);
  });

  test("three in a row are three", async () => {
    const { segments } = await writeAll(items, { ...options, ...kind });
    const source = memorySegments([...segments, ...segments, ...segments]);
    const volumes = await find(source);
    expect(volumes.map(({ firstSegment }) => firstSegment)).toEqual(
      [0, 1, 2].map((number) => 3 + number * segments.length),
    );
    for (const volume of volumes) expect(await pathsOf(source, volume)).toEqual(paths);
  });

  test("with its directory lost the files are found by their signatures", async () => {
    const { segments } = await writeAll(items, { ...options, ...kind });
    const source = memorySegments([...blank(1, 0), ...segments]);
    const lost = kind.format === "basic" ? 4 : source.lastSegment;
    source.lostSegments.add(lost);
    const [volume, ...others] = await find(source);
    expect(others).toEqual([]);
    const fileSet = await openFileSet(volume!, source);
    const found = fileSet.items.filter(({ kind }) => kind === "file").map(pathOf);
    expect(found).toContain("/LAST.BIN");
    for (const item of fileSet.items) {
      expect(item.foundBy).toBe("signature");
      const { bytes, report } = await readItem(fileSet, item);
      const masked = (contents.get(pathOf(item)) ?? new Uint8Array(0)).slice();
      for (const { start, end } of report.holes) masked.fill(0, start, end);
      expect(same(bytes, masked.subarray(0, bytes.length))).toBe(true);
    }
  });
});

describe("stored frames look like files that lie plain", () => {
  const files = ["ONE.BIN", "TWO.BIN", "THREE.BIN"].map((name) => ({
    name,
    contents: contentsOf(name, { name, size: 2000 }),
  }));
  const compressed = { ...options, format: "basic", compressed: true } as const;

  /** Fails unless what is delivered of such files is true. */
  async function expectTrue(source: MemorySegments): Promise<void> {
    for (const volume of await find(source)) {
      const fileSet = await openFileSet(volume, source);
      for (const item of fileSet.items) {
        const written = files.find(({ name }) => name === item.name)?.contents.slice();
        if (written === undefined) continue;
        const { bytes, report } = await readItem(fileSet, item);
        for (const { start, end } of report.holes) written.fill(0, start, end);
        const length = Math.min(bytes.length, written.length);
        expect(same(bytes.subarray(0, length), written.subarray(0, length)), item.name).toBe(true);
        expect(bytes.subarray(length).every((byte) => byte === 0)).toBe(true);
      }
    }
  }

  test("where the first segment is damaged", async () => {
    const { segments } = await writeAll(files, compressed);
    const source = memorySegments(segments);
    source.lostParts.set(3, [{ start: 0, end: 100 }]);
    await expectTrue(source);
    expect((await find(source)).every((volume) => volume.compressed)).toBe(true);
  });

  test("also behind a volume that lies plain and has lost its directory", async () => {
    const before = ["FIRST.BIN", "SECOND.BIN"].map((name) => ({
      name,
      contents: contentsOf(name, { name, size: 9000 }),
    }));
    const plain = await writeAll(before, { ...options, format: "basic" });
    const { segments } = await writeAll(files, compressed);
    const source = memorySegments([...plain.segments, ...segments]);
    source.lostSegments.add(3);
    source.lostParts.set(3 + plain.segments.length, [{ start: 0, end: 100 }]);
    await expectTrue(source);
    const volumes = await find(source);
    expect(volumes.map((volume) => volume.compressed)).toEqual([false, true]);
    expect(volumes[0]!.lastSegment).toBe(2 + plain.segments.length);
  });
});

test("sets of different kinds follow each other", async () => {
  const parts: Uint8Array[] = [];
  const starts: number[] = [];
  for (const { name: _, ...kind } of kinds) {
    starts.push(3 + parts.length);
    parts.push(...(await writeAll(items, { ...options, ...kind })).segments);
  }
  const source = memorySegments(parts);
  const volumes = await find(source);
  expect(volumes.map(({ firstSegment }) => firstSegment)).toEqual(starts);
  for (const volume of volumes) expect(await pathsOf(source, volume)).toEqual(paths);
});

test("noise, fill and text are no file sets", async () => {
  const text = blank(3, 0).map((_, i) =>
    contentsOf(String(i), { name: "", size, compressible: true }),
  );
  expect(
    await find(memorySegments([...noise(40), ...blank(4, 0), ...blank(4, 0x6b), ...text])),
  ).toEqual([]);
});

test("a search can be stopped", async () => {
  const source = memorySegments(noise(3));
  const stretch = { firstSegment: 3, lastSegment: 5 };
  const signal = AbortSignal.abort();
  await expect(findFileSets(source, stretch, { signal })).rejects.toThrow();
});
