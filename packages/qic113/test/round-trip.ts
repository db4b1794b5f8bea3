import fc from "fast-check";
import { expect } from "vitest";
import { type ByteRange, type FileSet, openFileSet, readVolumeEntry } from "../src/index.js";
import { concat, type MemorySegments, memorySegments } from "./segments.js";
import { anyTree, pathOf, readItem, withContents, writeAll } from "./trees.js";

/** Every kind of file set that can be written. */
export const kinds = [
  { name: "Basic", format: "basic" },
  { name: "Basic, old", format: "basic", old: true },
  { name: "Basic, compressed", format: "basic", compressed: true },
  { name: "Basic, old, compressed", format: "basic", compressed: true, old: true },
  { name: "Basic, spanning", format: "basic", compressed: true, spanning: true },
  { name: "Basic, old, spanning", format: "basic", compressed: true, spanning: true, old: true },
  { name: "Extended", format: "extended" },
  { name: "Extended, compressed", format: "extended", compressed: true },
  { name: "Extended, spanning", format: "extended", compressed: true, spanning: true },
] as const;

export type Kind = (typeof kinds)[number];

/** Sizes of segments, over and over; those without room included. */
const segmentSizes = fc
  .array(fc.constantFrom(0, 512, 1024, 3072, 29696), { minLength: 1, maxLength: 5 })
  .filter((sizes) => sizes.some((size) => size > 0));

const bounds = { firstSegment: 3, lastSegment: 100_000 };

export function optionsOf({ name: _, ...kind }: Kind, sizes: readonly number[]) {
  const dataBytes = (segment: number) => sizes[segment % sizes.length]!;
  return { ...kind, ...bounds, dataBytes, description: "PROPERTY" };
}

/** Compares what is delivered with what was written; returns the holes of every path. */
async function checkItems(fileSet: FileSet, files: ReadonlyMap<string, Uint8Array>) {
  const holes = new Map<string, readonly ByteRange[]>();
  for (const item of fileSet.items) {
    if (item.kind !== "file") continue;
    const path = pathOf(item);
    const expected = files.get(path);
    expect(expected, path).toBeDefined();
    const { bytes, report } = await readItem(fileSet, item);
    expect(report.sizeBytes, path).toBe(expected!.length);
    const masked = expected!.slice();
    for (const { start, end } of report.holes) masked.fill(0, start, end);
    expect(bytes.length, path).toBeLessThanOrEqual(masked.length);
    expect(bytes, path).toEqual(masked.subarray(0, bytes.length));
    expect(report.holes.every(({ start, end }) => start < end)).toBe(true);
    if (bytes.length < masked.length) expect(report.holes.at(-1)!.end).toBe(masked.length);
    holes.set(path, report.holes);
  }
  return holes;
}

/** Whatever tree is written is read back. */
export async function roundTrip(kind: Kind, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), segmentSizes, async (tree, sizes) => {
      const { items, files, paths } = withContents(tree);
      const { segments, written } = await writeAll(items, optionsOf(kind, sizes));
      const volume = readVolumeEntry(written.entryBytes, bounds)!;
      expect(volume.contents).toBe(kind.format);
      const fileSet = await openFileSet(volume, memorySegments(segments));
      expect(fileSet.findings).toEqual([]);
      const listed = fileSet.items.filter((item) => item.kind !== "root").map(pathOf);
      expect(listed.sort()).toEqual(paths.sort());
      for (const [path, holes] of await checkItems(fileSet, files)) expect(holes, path).toEqual([]);
      for (const item of fileSet.items)
        expect((await fileSet.check(item)).disagreements).toEqual([]);
    }),
    { numRuns },
  );
}

const damage = fc.record({
  segments: fc.array(fc.nat(), { maxLength: 3 }),
  parts: fc.array(fc.tuple(fc.nat(), fc.nat(4096), fc.integer({ min: 1, max: 2048 })), {
    maxLength: 3,
  }),
});

/** Of a volume with losses no byte is delivered as good that is not. */
export async function survivesDamage(kind: Kind, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), segmentSizes, damage, async (tree, sizes, lost) => {
      const { items, files, paths } = withContents(tree);
      const { segments, written } = await writeAll(items, optionsOf(kind, sizes));
      const source = memorySegments(segments);
      for (const pick of lost.segments) source.lostSegments.add(3 + (pick % segments.length));
      for (const [pick, start, length] of lost.parts) {
        const index = pick % segments.length;
        const size = segments[index]!.length;
        const range = { start: Math.min(start, size), end: Math.min(start + length, size) };
        source.lostParts.set(3 + index, [range]);
      }
      const fileSet = await openFileSet(readVolumeEntry(written.entryBytes, bounds)!, source);
      const holes = await checkItems(fileSet, files);
      if (!("compressed" in kind))
        for (const path of untouchedFiles(source, files)) expect(holes.get(path), path).toEqual([]);
      if (fileSet.findings.some(({ code }) => code.startsWith("DIRECTORY"))) return;
      const listed = fileSet.items.filter((item) => item.kind !== "root").map(pathOf);
      expect(listed.sort()).toEqual(paths.sort());
    }),
    { numRuns },
  );
}

/** Files of an uncompressed volume that lost no byte, the header in front of them included. */
function untouchedFiles(source: MemorySegments, files: ReadonlyMap<string, Uint8Array>): string[] {
  const stream = Buffer.from(concat(...source.segments));
  const lost: ByteRange[] = [];
  let position = 0;
  source.segments.forEach(({ length }, index) => {
    const parts = source.lostParts.get(3 + index) ?? [];
    if (source.lostSegments.has(3 + index)) lost.push({ start: position, end: position + length });
    for (const { start, end } of parts) lost.push({ start: position + start, end: position + end });
    position += length;
  });
  const signature = Buffer.from([0xcc, 0x33, 0xcc, 0x33]);
  return [...files].flatMap(([path, contents]) => {
    if (contents.length < 32) return []; // too short to be found in the stream
    const at = stream.indexOf(contents);
    const start = stream.lastIndexOf(signature, at);
    const end = at + contents.length;
    return lost.some((range) => range.start < end && start < range.end) ? [] : [path];
  });
}

/** Without damage to the directory the holes are those that the lost segments tear, not a byte more. */
export async function holesAreExact(kind: Kind, numRuns: number): Promise<void> {
  const lostPicks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), segmentSizes, lostPicks, async (tree, sizes, picks) => {
      const { items, files } = withContents(tree);
      const options = optionsOf(kind, sizes);
      const { segments, written } = await writeAll(items, options);
      const plain = await writeAll(items, { ...options, compressed: false });
      const stream = Buffer.from(concat(...plain.segments));
      const source = memorySegments(segments);
      for (const pick of picks) source.lostSegments.add(3 + (pick % segments.length));
      const fileSet = await openFileSet(readVolumeEntry(written.entryBytes, bounds)!, source);
      if (fileSet.findings.some(({ code }) => code.startsWith("DIRECTORY"))) return;
      const torn = tornRanges(segments, source.lostSegments, kind);
      const found = await checkItems(fileSet, files);
      for (const [path, contents] of files) {
        if (contents.length < 32) continue; // too short to be found in the stream
        const start = stream.indexOf(contents);
        const expected = torn
          .map((range) => ({
            start: Math.max(0, range.start - start),
            end: Math.min(contents.length, range.end - start),
          }))
          .filter((range) => range.start < range.end);
        expect(found.get(path), path).toEqual(expected);
      }
    }),
    { numRuns },
  );
}

/** Ranges of the stream that lost segments stand for, joined. */
function tornRanges(
  segments: readonly Uint8Array[],
  lost: ReadonlySet<number>,
  kind: Kind,
): ByteRange[] {
  const compressed = "compressed" in kind;
  let position = 0;
  const starts = segments.map((segment) => {
    if (compressed && segment.length > 0)
      position = new DataView(segment.buffer).getUint32(0, true);
    const start = position;
    if (!compressed) position += segment.length;
    return start;
  });
  const torn: ByteRange[] = [];
  for (let index = 0; index < segments.length; index++) {
    if (!lost.has(3 + index) || segments[index]!.length === 0) continue;
    let next = index + 1;
    while (next < segments.length && segments[next]!.length === 0) next++;
    const end = compressed
      ? next < segments.length
        ? starts[next]!
        : Number.POSITIVE_INFINITY
      : starts[index]! + segments[index]!.length;
    const last = torn.at(-1);
    if (last !== undefined && last.end === starts[index])
      torn[torn.length - 1] = { start: last.start, end };
    else torn.push({ start: starts[index]!, end });
  }
  return torn;
}

/**
 * What a spanning volume loses lies between the extent in front of a lost segment, whose last frame may
 * go on into it, and the next extent behind.
 */
export async function holesAreNear(kind: Kind, numRuns: number): Promise<void> {
  const lostPicks = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), segmentSizes, lostPicks, async (tree, sizes, picks) => {
      const { items, files } = withContents(tree);
      const options = optionsOf(kind, sizes);
      const { segments, written } = await writeAll(items, options);
      const plain = await writeAll(items, { ...options, compressed: false });
      const stream = Buffer.from(concat(...plain.segments));
      const source = memorySegments(segments);
      for (const pick of picks) source.lostSegments.add(3 + (pick % segments.length));
      const fileSet = await openFileSet(readVolumeEntry(written.entryBytes, bounds)!, source);
      if (fileSet.findings.some(({ code }) => code.startsWith("DIRECTORY"))) return;
      const heads = segments.map(spanningHead);
      const near = [...source.lostSegments].map((segment) => ({
        start: heads.slice(0, segment - 3).findLast((head) => head !== undefined) ?? 0,
        end:
          heads.slice(segment - 2).find((head) => head !== undefined) ?? Number.POSITIVE_INFINITY,
      }));
      const found = await checkItems(fileSet, files);
      for (const [path, contents] of files) {
        if (contents.length < 32) continue; // too short to be found in the stream
        const start = stream.indexOf(contents);
        for (let at = 0; at < contents.length; at++) {
          const lost = found.get(path)!.some((hole) => hole.start <= at && at < hole.end);
          if (lost)
            expect(near.some((range) => range.start <= start + at && start + at < range.end)).toBe(
              true,
            );
        }
      }
    }),
    { numRuns },
  );
}

/** Position of the first frame that begins in a segment of a spanning volume. */
function spanningHead(segment: Uint8Array): number | undefined {
  if (segment.length === 0) return undefined;
  const view = new DataView(segment.buffer);
  const next = view.getUint16(0, true);
  return next === 0 || segment.length - next <= 18 ? undefined : view.getUint32(next, true);
}
