import { describe, expect, test } from "vitest";
import { createOemText, type NewItem, openFileSet, readVolumeEntry } from "../src/index.js";
import { entryA, entryC } from "./entries.js";
import { concat, fromHex, memorySegments, segmentsOf } from "./segments.js";
import { pathOf, textsOf, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
const ascii = (text: string) => new TextEncoder().encode(text);
const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

/** A Basic entry with `k` bytes in its fixed part. */
function basicEntry(name: string, attributes: number, size: number, k = 10): Uint8Array {
  const fixed = new Uint8Array(k);
  fixed[0] = attributes;
  new DataView(fixed.buffer).setUint32(1, 0x32df8efa, true);
  new DataView(fixed.buffer).setUint32(5, size, true);
  return concat(Uint8Array.of(k), fixed, Uint8Array.of(name.length), ascii(name));
}

function basicData(entry: Uint8Array, contents: string, path = ""): Uint8Array {
  const head = fromHex("cc33cc33");
  return concat(head, entry, Uint8Array.of(path.length), ascii(path), ascii(contents));
}

/** A Basic volume whose data begins at `dataAt`. */
async function openBasic(directory: Uint8Array, data: Uint8Array, dataAt = directory.length) {
  const stream = new Uint8Array(dataAt + data.length);
  stream.set(directory);
  stream.set(data, dataAt);
  const entry = entryC({ directoryBytes: directory.length, dataBytes: data.length });
  const volume = readVolumeEntry(entry, bounds, { layout: "c" })!;
  return openFileSet(volume, memorySegments(segmentsOf(stream)));
}

describe("Basic directories", () => {
  const files = (k: number) => {
    const size = (name: string, text: string) => 4 + 2 + k + name.length + 1 + text.length;
    const [a, b] = [
      basicEntry("A", 0x03, size("A", "first"), k),
      basicEntry("B", 0x43, size("B", "other"), k),
    ];
    return { directory: concat(a, b), data: concat(basicData(a, "first"), basicData(b, "other")) };
  };
  const both = [
    ["/A", "first"],
    ["/B", "other"],
  ];

  test.each([9, 10, 11, 26])("entries with %i bytes in their fixed part", async (k) => {
    const { directory, data } = files(k);
    const fileSet = await openBasic(directory, data);
    expect(fileSet.findings).toEqual([]);
    expect(await textsOf(fileSet)).toEqual(both);
  });

  test("padded to 4 KiB with zeros, the end never marked", async () => {
    const { directory, data } = files(9);
    const padded = concat(directory, new Uint8Array(4096 - directory.length));
    expect(await textsOf(await openBasic(padded, data))).toEqual(both);
  });

  test.each([512, 4096])("data on the next multiple of %i bytes", async (unit) => {
    const { directory, data } = files(10);
    const fileSet = await openBasic(directory, data, unit);
    expect(await textsOf(fileSet)).toEqual(both);
    expect(codes(fileSet.findings)).toContain("DATA_DISPLACED");
  });

  test("data on the next multiple of 512 bytes, whatever size the directory states", async () => {
    const { directory, data } = files(10);
    const stream = concat(directory, new Uint8Array(512 - directory.length), data);
    const fields = { directoryBytes: 2048, dataBytes: data.length };
    const volume = readVolumeEntry(entryA(fields), bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segmentsOf(stream)));
    expect(await textsOf(fileSet)).toEqual(both);
  });

  test("levels come depth first, which a queue would get wrong", async () => {
    const empty = { items: [] };
    const tree: NewItem[] = [
      { name: "A", items: [{ name: "AA", items: [{ name: "AAA", ...empty }] }] },
      { name: "B", items: [{ name: "BB", items: [{ name: "BBB", ...empty }] }] },
    ];
    const { segments, written } = await writeAll(tree, { ...bounds, format: "basic" });
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segments));
    expect(fileSet.items.map(pathOf)).toEqual([
      "/A",
      "/B",
      "/A/AA",
      "/A/AA/AAA",
      "/B/BB",
      "/B/BB/BBB",
    ]);
    expect(fileSet.items[3]!.parent).toBe(fileSet.items[2]);
  });

  test("attributes and dates", async () => {
    const entry = basicEntry("A", 0x01 | 0x08 | 0x10 | 0xc0, 19);
    const fileSet = await openBasic(entry, basicData(entry, ""));
    const [item] = fileSet.items;
    expect(item!.attributes).toEqual({
      readOnly: true,
      hidden: true,
      system: true,
      archive: undefined,
      raw: 0xd9,
    });
    expect(item!.modified).toEqual({
      kind: "local",
      time: { year: 1995, month: 6, day: 15, hour: 13, minute: 45, second: 30 },
    });
    expect(item!.entryBytes).toEqual(entry);
  });

  test.each([
    [0, false],
    [2, true],
    [0x42, true],
    [3, false],
  ])("extra information %i: unreadable is %s", async (extra, unreadable) => {
    const entry = basicEntry("A", 0xc3, 19);
    entry[10] = extra;
    const fileSet = await openBasic(entry, basicData(entry, ""));
    expect(fileSet.items[0]!.unreadable).toBe(unreadable);
  });

  test("names in CP437, or in another table", async () => {
    const bytes = concat(Uint8Array.of(10, 0xc3), new Uint8Array(9), Uint8Array.of(2, 0x9d, 0x84));
    bytes[6] = 4 + bytes.length + 1;
    const stream = concat(bytes, fromHex("cc33cc33"), bytes, Uint8Array.of(0));
    const fields = { directoryBytes: bytes.length, dataBytes: 4 + bytes.length + 1 };
    const volume = readVolumeEntry(entryA(fields), bounds)!;
    const source = memorySegments(segmentsOf(stream));
    const usual = await openFileSet(volume, source);
    const other = await openFileSet(volume, source, { oemText: createOemText("cp850") });
    expect([usual.items[0]!.name, other.items[0]!.name]).toEqual(["¥ä", "Øä"]);
  });
});
