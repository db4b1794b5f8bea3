import { describe, expect, test } from "vitest";
import { DescriptionId, openFileSet, readVolumeEntry } from "../src/index.js";
import { entryA113 } from "./entries.js";
import { concat, fromHex, memorySegments, segmentsOf } from "./segments.js";
import { textsOf } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
const ascii = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, "utf16le"));
const u16 = (value: number) => Uint8Array.of(value & 255, value >>> 8);
const u64 = (value: number) => concat(u16(value & 0xffff), u16(value >>> 16), new Uint8Array(4));
const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

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
    expect(await textsOf(fileSet)).toEqual([["/A longer name.txt", "bytes"]]);
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
    expect(await textsOf(fileSet)).toEqual([["/f", "x"]]);
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
