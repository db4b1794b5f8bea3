import { describe, expect, test } from "vitest";
import {
  createOemText,
  DescriptionId,
  type NewItem,
  openFileSet,
  readVolumeEntry,
} from "../src/index.js";
import { entryA, entryA113, entryC } from "./entries.js";
import { concat, fromHex, memorySegments, segmentsOf } from "./segments.js";
import { pathOf, readItem, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
const ascii = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, "utf16le"));
const u16 = (value: number) => Uint8Array.of(value & 255, value >>> 8);
const u64 = (value: number) => concat(u16(value & 0xffff), u16(value >>> 16), new Uint8Array(4));
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

async function texts(fileSet: Awaited<ReturnType<typeof openFileSet>>) {
  const all: [string, string][] = [];
  for (const item of fileSet.items.filter(({ kind }) => kind === "file")) {
    const { bytes, report } = await readItem(fileSet, item);
    expect(report).toMatchObject({ grade: "whole", disagreements: [] });
    all.push([pathOf(item), String.fromCharCode(...bytes)]);
  }
  return all;
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
    expect(await texts(fileSet)).toEqual(both);
  });

  test("padded to 4 KiB with zeros, the end never marked", async () => {
    const { directory, data } = files(9);
    const padded = concat(directory, new Uint8Array(4096 - directory.length));
    expect(await texts(await openBasic(padded, data))).toEqual(both);
  });

  test.each([512, 4096])("data on the next multiple of %i bytes", async (unit) => {
    const { directory, data } = files(10);
    const fileSet = await openBasic(directory, data, unit);
    expect(await texts(fileSet)).toEqual(both);
    expect(codes(fileSet.findings)).toContain("DATA_DISPLACED");
  });

  test("data on the next multiple of 512 bytes, whatever size the directory states", async () => {
    const { directory, data } = files(10);
    const stream = concat(directory, new Uint8Array(512 - directory.length), data);
    const fields = { directoryBytes: 2048, dataBytes: data.length };
    const volume = readVolumeEntry(entryA(fields), bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segmentsOf(stream)));
    expect(await texts(fileSet)).toEqual(both);
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

/** A description of an Extended entry. */
function description(id: number, areaBytes: number, structure: Uint8Array, name = ""): Uint8Array {
  return concat(
    ...[u16(id), u64(areaBytes), u16(structure.length), structure],
    ...[u16(2 * name.length), utf16(name)],
  );
}

function extendedEntry(size: number, path: Uint8Array, flags: number, ...parts: Uint8Array[]) {
  const rest = concat(u64(size), u16(path.length), u16(10), Uint8Array.of(flags), ...parts);
  return concat(u16(rest.length), rest);
}

/** An Extended volume of one file with the given descriptions; `areas` follow its header. */
async function openExtended(
  descriptions: readonly Uint8Array[],
  areas: Uint8Array,
  path = concat(u16(10), utf16("C:")),
  flags = 0x38,
) {
  const root = extendedEntry(
    0,
    new Uint8Array(0),
    0x49,
    description(10, 0, new Uint8Array(28), "C:"),
  );
  const unsized = extendedEntry(0, path, flags, ...descriptions);
  const header = concat(fromHex("cc33cc33"), unsized, path);
  const entry = extendedEntry(header.length + areas.length, path, flags, ...descriptions);
  unsized.fill(0xff, 2, 10);
  const data = concat(fromHex("cc33cc33"), unsized, path, areas);
  const directory = concat(root, entry);
  const volume = readVolumeEntry(
    entryA113(6, { lastSegment: 4, directoryBytes: directory.length, dataBytes: data.length }),
    bounds,
  )!;
  return openFileSet(volume, memorySegments([...segmentsOf(data), ...segmentsOf(directory)]));
}

describe("Extended directories", () => {
  const windows = new Uint8Array(28);
  windows[0] = 0x21;
  const dos = new Uint8Array(9);
  const areaHead = (id: number) => concat(fromHex("99669966"), u16(id));

  test.each([
    ["a Data structure of no bytes, heads of empty areas", new Uint8Array(0), true, [7, 10, 2]],
    ["a Data structure of one byte", new Uint8Array(1), true, [7, 10, 2]],
    ["no heads of empty areas", new Uint8Array(0), false, [7, 10, 2]],
    ["Windows NT", new Uint8Array(0), true, [7, 5, 2]],
    ["Data behind others", new Uint8Array(0), true, [10, 2, 7]],
    ["Data behind others without heads", new Uint8Array(0), false, [10, 2, 7]],
    ["UNIX, whose structure is not known", new Uint8Array(0), true, [1, 7, 10]],
  ])("%s", async (_, structure, heads, order) => {
    const of = (id: number) => {
      if (id === 7) return description(7, 5, structure);
      if (id === 2) return description(2, 0, dos, "SHORT.TXT");
      return description(id, 0, id === 1 ? new Uint8Array(31) : windows, "A longer name.txt");
    };
    const areas = order
      .filter((id) => id !== 1 && id !== 2 && (heads || id === 7))
      .map((id) => (id === 7 ? concat(areaHead(7), ascii("bytes")) : areaHead(id)));
    const fileSet = await openExtended(order.map(of), concat(...areas));
    expect(fileSet.findings).toEqual([]);
    expect(await texts(fileSet)).toEqual([["/A longer name.txt", "bytes"]]);
    expect(fileSet.items[1]!.dosName).toBe(order.includes(2) ? "SHORT.TXT" : undefined);
    expect(fileSet.items[1]!.descriptions.map(({ id }) => id)).toEqual(order);
  });

  test("a resource fork is an area of its own", async () => {
    const fileSet = await openExtended(
      [description(7, 4, new Uint8Array(0)), description(6, 3, new Uint8Array(5), "Mac file")],
      concat(areaHead(7), ascii("data"), areaHead(6), ascii("res")),
    );
    const item = fileSet.items[1]!;
    const report = await fileSet.check(item, { area: DescriptionId.Afp });
    expect(report).toMatchObject({ grade: "whole", sizeBytes: 3 });
    const { value } = await fileSet.read(item, { area: DescriptionId.Afp }).next();
    expect(value).toMatchObject({ position: 0, bytes: ascii("res") });
  });

  test("attributes and dates of Windows, and of DOS where there are no others", async () => {
    const structure = concat(
      u16(0x27),
      u16(0),
      ...[1, 2, 3].map((n) => concat(u16(n), u16(1), u64(0).subarray(4))),
    );
    const data = description(7, 0, new Uint8Array(0));
    const fileSet = await openExtended(
      [data, description(10, 0, structure, "x")],
      concat(areaHead(7), areaHead(10)),
    );
    expect(fileSet.items[1]).toMatchObject({
      attributes: { readOnly: true, hidden: true, system: true, archive: true, raw: 0x27 },
      created: { kind: "gmt", seconds: 65_537, extra: 0 },
      accessed: { kind: "gmt", seconds: 65_538, extra: 0 },
      modified: { kind: "gmt", seconds: 65_539, extra: 0 },
    });
    const dosOnly = concat(Uint8Array.of(0x01), u16(7), u16(1), u64(0).subarray(4));
    const other = await openExtended([data, description(2, 0, dosOnly, "X")], areaHead(7));
    expect(other.items[1]).toMatchObject({
      name: "X",
      dosName: "X",
      attributes: { readOnly: true, hidden: false },
      modified: { kind: "gmt", seconds: 65_543 },
      created: undefined,
    });
  });

  test("a file that could not be read is marked in its flags", async () => {
    const descriptions = [description(7, 0, new Uint8Array(0)), description(10, 0, windows, "f")];
    const fileSet = await openExtended(
      descriptions,
      concat(areaHead(7), areaHead(10)),
      concat(u16(10), utf16("C:")),
      0x3c,
    );
    expect((await fileSet.check(fileSet.items[1]!)).grade).toBe("unreadable-at-backup");
  });

  test("a path without file-system ids reads the same", async () => {
    const fileSet = await openExtended(
      [description(7, 1, new Uint8Array(0)), description(10, 0, windows, "f")],
      concat(areaHead(7), ascii("x"), areaHead(10)),
      utf16("C:"),
    );
    expect(await texts(fileSet)).toEqual([["/f", "x"]]);
  });

  test("contents that do not begin where the sizes say are not delivered", async () => {
    const fileSet = await openExtended(
      [description(7, 4, new Uint8Array(0)), description(10, 0, windows, "f")],
      concat(ascii("no head"), ascii("data"), areaHead(10).subarray(0, 5)),
    );
    const report = await fileSet.check(fileSet.items[1]!);
    expect(report).toMatchObject({ grade: "holes", holes: [{ start: 0, end: 4 }] });
    expect(codes(report.disagreements)).toEqual(["AREA_NOT_THERE"]);
  });
});

describe("paths are safe to extract to", () => {
  const paths = async (names: readonly string[]) => {
    const items = names.map((name) => ({ name, contents: new Uint8Array(1) }));
    const { segments, written } = await writeAll(items, { ...bounds, format: "extended" });
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segments));
    expect(fileSet.items.slice(1).map(({ name }) => name)).toEqual(names);
    return fileSet.items.slice(1).map(({ path }) => path);
  };

  test.each([
    ["..", "__"],
    [".", "_"],
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["C:\\WINDOWS", "C__WINDOWS"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["COM1", "_COM1"],
    ["bell\u0007\u001b[2J", "bell__[2J"],
    ["trailing. ", "trailing__"],
    ["\u202etxt.exe", "_txt.exe"],
    ["lone \ud800", "lone \ufffd"],
    ["x".repeat(300), "x".repeat(200)],
    ["漢字 ä.txt", "漢字 ä.txt"],
  ])("%j becomes %j", async (name, expected) => {
    expect(await paths([name])).toEqual([expected]);
  });

  test("names that would become the same are told apart", async () => {
    expect(await paths(["a?.txt", "a*.txt", "A_.TXT", "a_~2.txt", "b"])).toEqual([
      "a_.txt",
      "a_~2.txt",
      "A_~3.TXT",
      "a_~2~2.txt",
      "b",
    ]);
  });
});
