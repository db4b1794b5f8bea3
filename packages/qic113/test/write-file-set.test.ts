import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createOemText, type NewItem, readVolumeEntry, type writeFileSet } from "../src/index.js";
import { concat, fromHex } from "./segments.js";
import { writeAll } from "./trees.js";

interface FileSetVector {
  readonly name: string;
  readonly directoryHex: string;
  readonly dataHex: string;
}
const { fileSets }: { fileSets: FileSetVector[] } = JSON.parse(
  readFileSync(new URL("./vectors/file-sets.json", import.meta.url), "utf8"),
);
const vector = (name: string) => fileSets.find((one) => one.name === name)!;

const bounds = { firstSegment: 3, lastSegment: 1000 };
const ascii = (text: string) => new TextEncoder().encode(text);
const modified = {
  kind: "local",
  time: { year: 1995, month: 6, day: 15, hour: 13, minute: 45, second: 30 },
} as const;

const dosTree: readonly NewItem[] = [
  { name: "README.TXT", modified, contents: ascii("hello tape\r\n") },
  {
    name: "DOS",
    modified,
    items: [
      { name: "EMPTY", modified, items: [] },
      {
        name: "SUB",
        modified,
        items: [{ name: "A.BAT", modified, contents: ascii("echo hi\r\n") }],
      },
    ],
  },
];

describe("the bytes of the worked examples", () => {
  test.each([
    ["basic-dos", false, "a-plain"],
    ["basic-dos-9-byte-entries", true, "c"],
  ] as const)("%s", async (name, old, layout) => {
    const options = { ...bounds, format: "basic", old, sourceDrive: "DRIVE" } as const;
    const { segments, written } = await writeAll(dosTree, options);
    const expected = concat(fromHex(vector(name).directoryHex), fromHex(vector(name).dataHex));
    expect(segments).toHaveLength(1);
    expect(segments[0]!.subarray(0, expected.length)).toEqual(expected);
    expect(segments[0]!.subarray(expected.length).every((byte) => byte === 0)).toBe(true);
    expect(readVolumeEntry(written.entryBytes, bounds)).toMatchObject({
      layout,
      contents: "basic",
      directoryBytes: fromHex(vector(name).directoryHex).length,
      dataBytes: fromHex(vector(name).dataHex).length,
      flags: 0,
      compressed: false,
    });
  });

  test("extended-win95, but for the dates of its root", async () => {
    const dates = {
      created: { kind: "gmt", seconds: 900_000_000, extra: 0 },
      accessed: { kind: "gmt", seconds: 900_000_000, extra: 0 },
      modified: { kind: "gmt", seconds: 900_000_060, extra: 0 },
      attributes: { archive: true },
    } as const;
    const { segments, written } = await writeAll(
      [
        { name: "A long name.txt", dosName: "ALONGN~1.TXT", contents: ascii("tape"), ...dates },
        { name: "Zero.dat", dosName: "ZERO.DAT", contents: new Uint8Array(0), ...dates },
      ],
      { ...bounds, format: "extended" },
    );
    const data = fromHex(vector("extended-win95").dataHex);
    const directory = fromHex(vector("extended-win95").directoryHex);
    expect(segments).toHaveLength(2);
    expect(segments[0]!.subarray(0, data.length)).toEqual(data);
    expect(written).toMatchObject({ directoryBytes: directory.length, dataBytes: data.length });
    const rootBytes = 2 + directory[0]!;
    expect(segments[1]!.subarray(rootBytes, directory.length)).toEqual(
      directory.subarray(rootBytes),
    );
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    expect(volume).toMatchObject({ layout: "a-113", revision: 7, flags: 0x21, lastSegment: 4 });
  });
});

test("compressed segments end in zeros, and the directory is stored in an extent of its own", async () => {
  const contents = new Uint8Array(100_000).fill(65);
  const { segments, written } = await writeAll([{ name: "A", contents }], {
    ...bounds,
    format: "extended",
    compressed: true,
  });
  expect(segments).toHaveLength(2);
  const view = new DataView(segments[1]!.buffer);
  expect(view.getUint32(0, true)).toBe(written.dataBytes); // no gap
  expect(view.getUint16(8, true)).toBe(0x8000 | written.directoryBytes);
});

test.each([
  [17, 1],
  [18, 1],
  [19, 2],
])("where %i bytes remain behind a frame a segment has %i", async (remain, frames) => {
  const contents = new Uint8Array(20_000).fill(65);
  const write = (size: number) =>
    writeAll([{ name: "A", contents }], {
      ...bounds,
      format: "extended",
      compressed: true,
      dataBytes: () => size,
    });
  const sizeAt = (segment: Uint8Array, at: number) => segment[at]! | (segment[at + 1]! << 8);
  const first = 8 + 2 + sizeAt((await write(2000)).segments[0]!, 8);
  const [segment] = (await write(first + remain)).segments;
  expect(sizeAt(segment!, 8)).toBe(first - 10);
  const second = sizeAt(segment!, first) & 0x7fff;
  expect(second > 0 ? 2 : 1).toBe(frames);
  const end = second > 0 ? first + 2 + second : first;
  expect(segment!.subarray(end).every((byte) => byte === 0)).toBe(true);
});

describe("what cannot be written", () => {
  const write = (
    items: readonly NewItem[],
    options: Partial<Parameters<typeof writeFileSet>[1]> = {},
  ) => writeAll(items, { ...bounds, format: "basic", ...options });

  test("names without a place in the table", async () => {
    const items = [{ name: "漢.TXT", contents: ascii("x") }];
    await expect(write(items)).rejects.toMatchObject({ code: "NAME_UNENCODABLE" });
    await expect(write([{ name: "" }])).rejects.toMatchObject({ code: "NAME_UNENCODABLE" });
    await expect(write([{ name: "a\0b" }], { format: "extended" })).rejects.toMatchObject({
      code: "NAME_UNENCODABLE",
    });
  });

  test("paths longer than a byte can count", async () => {
    let tree: NewItem = { name: "F", contents: ascii("x") };
    for (let depth = 0; depth < 30; depth++) tree = { name: "DIRECTRY", items: [tree] };
    await expect(write([tree])).rejects.toMatchObject({ code: "NAME_UNENCODABLE" });
  });

  test("more than the segments hold", async () => {
    const items = [{ name: "A", contents: new Uint8Array(100_000) }];
    await expect(write(items, { lastSegment: 4 })).rejects.toMatchObject({ code: "NO_SPACE" });
  });

  test.each([[[5]], [[20]]])("contents that are not of the size announced: %s", async (sizes) => {
    const pieces = sizes.map((size) => new Uint8Array(size));
    const items = [{ name: "A", contents: { sizeBytes: 10, read: () => pieces } }];
    await expect(write(items)).rejects.toMatchObject({ code: "CONTENT_ENDS_EARLY" });
  });

  test("dates of the other kind, and the old form of a new format", async () => {
    await expect(write([{ name: "A", modified }], { format: "extended" })).rejects.toThrow(
      RangeError,
    );
    await expect(write([], { format: "extended", old: true })).rejects.toThrow(RangeError);
  });
});

test("contents may come in pieces, and OEM text in another table", async () => {
  async function* pieces() {
    yield ascii("in ");
    yield ascii("pieces");
  }
  const oemText = createOemText("cp850");
  const { segments } = await writeAll(
    [{ name: "ØRE.TXT", contents: { sizeBytes: 9, read: pieces } }],
    { ...bounds, format: "basic", oemText },
  );
  const text = String.fromCharCode(...segments[0]!);
  expect(text).toContain("\x9dRE.TXT"); // 0x9d is Ø in CP850 but ¥ in CP437
  expect(text).toContain("in pieces");
});
