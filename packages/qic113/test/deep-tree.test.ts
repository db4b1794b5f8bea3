import { expect, test } from "vitest";
import { type NewItem, openFileSet, readVolumeEntry } from "../src/index.js";
import { memorySegments } from "./segments.js";
import { textsOf, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };

function nested(depth: number): NewItem {
  let item: NewItem = { name: "F", contents: new TextEncoder().encode("down here") };
  for (let level = 0; level < depth; level++) item = { name: "D", items: [item] };
  return item;
}

test.each([
  ["basic", 128], // paths of 255 bytes
  ["extended", 254],
] as const)("%s: a file %i directories deep", async (format, depth) => {
  const { segments, written } = await writeAll([nested(depth)], { ...bounds, format });
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  const fileSet = await openFileSet(volume, memorySegments(segments));
  expect(fileSet.findings).toEqual([]);
  expect(await textsOf(fileSet)).toEqual([[`/${"D/".repeat(depth)}F`, "down here"]]);
});

test.each([
  ["basic", 129, /path/],
  ["extended", 255, /deep/],
] as const)("%s: %i directories are too many to write", async (format, depth, message) => {
  await expect(writeAll([nested(depth)], { ...bounds, format })).rejects.toThrow(message);
});

test("a directory deeper than any real one is read to there, and the rest by signatures", async () => {
  // Paths of Extended items may be longer than the reader follows.
  const long = "x".repeat(60);
  let item: NewItem = { name: "F", contents: new Uint8Array(3) };
  for (let level = 0; level < 30; level++) item = { name: long, items: [item] };
  const { segments, written } = await writeAll([item], { ...bounds, format: "extended" });
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  const fileSet = await openFileSet(volume, memorySegments(segments));
  expect(fileSet.findings.map(({ code }) => code)).toEqual(["DIRECTORY_INCOMPLETE"]);
  const last = fileSet.items.at(-1)!;
  expect(last).toMatchObject({ name: "F", foundBy: "signature", sizeBytes: 3 });
  expect((await fileSet.check(last)).grade).toBe("whole");
});
