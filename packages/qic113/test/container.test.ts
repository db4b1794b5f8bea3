import { describe, expect, test } from "vitest";
import {
  type ByteSource,
  type NewItem,
  openContainer,
  recognizeForeignFormat,
} from "../src/index.js";
import { entryB } from "./entries.js";
import { concat, fromHex } from "./segments.js";
import { contentsOf, readItem, writeAll } from "./trees.js";

const segmentBytes = 29696;
const items: NewItem[] = [
  { name: "First file.txt", contents: contentsOf("1", { name: "", size: 40_000 }) },
  { name: "Folder", items: [{ name: "b.bin", contents: contentsOf("2", { name: "", size: 99 }) }] },
];

function byteSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    async read(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

async function volumeSegments(compressed: boolean) {
  const { segments, written } = await writeAll(items, {
    firstSegment: 3,
    lastSegment: 99,
    format: "extended",
    compressed,
  });
  const { directoryBytes, dataBytes } = written;
  return { segments, sizes: { directoryBytes, dataBytes, compression: compressed ? 0x81 : 0 } };
}

async function expectItems(container: Awaited<ReturnType<typeof openContainer>>, index: number) {
  const fileSet = await container.open(container.volumes[index]!);
  expect(fileSet.findings).toEqual([]);
  const files = fileSet.items.filter(({ kind }) => kind === "file");
  expect(files.map(({ path }) => path)).toEqual(["First file.txt", "Folder/b.bin"]);
  const expected = [items[0]!.contents, items[1]!.items![0]!.contents];
  for (const [place, item] of files.entries()) {
    const { bytes, report } = await readItem(fileSet, item);
    expect(report).toMatchObject({ grade: "whole", disagreements: [] });
    expect(bytes).toEqual(expected[place]);
  }
}

describe.each([false, true])("compressed: %s", (compressed) => {
  test("a .QIC file of Windows 95", async () => {
    const { segments, sizes } = await volumeSegments(compressed);
    const entry = entryB({ ...sizes, segmentCount: 0, firstSegment: 0, lastSegment: 0 });
    const container = await openContainer(byteSource(concat(entry, ...segments)));
    expect(container.kind).toBe("qic-windows-95");
    expect(container.volumes).toHaveLength(1);
    await expectItems(container, 0);
  });

  test("a .QIC file of Windows 98 with several volumes", async () => {
    const { segments, sizes } = await volumeSegments(compressed);
    const directorySegments = Math.ceil(sizes.directoryBytes / segmentBytes);
    const rounded = { ...sizes, directoryBytes: directorySegments * segmentBytes };
    const entries = [0, 1, 2].map((volume) => {
      const first = 3 + volume * segments.length;
      return entryB({
        ...rounded,
        specMajor: 0x5341,
        specMinor: 0x49,
        firstSegment: first,
        lastSegment: first + segments.length - directorySegments,
      });
    });
    const mdid = new Uint8Array(128);
    mdid.set(new TextEncoder().encode("MDID"));
    const file = concat(...entries, mdid, ...segments, ...segments, ...segments);
    const container = await openContainer(byteSource(file));
    expect(container.kind).toBe("qic-windows-98");
    for (const index of [0, 1, 2]) await expectItems(container, index);
  });

  test("an Image.113 file", async () => {
    const { segments, sizes } = await volumeSegments(compressed);
    const head = new Uint8Array(segmentBytes);
    head.set(fromHex("55aa55aa"));
    const table = new Uint8Array(segmentBytes);
    table.set(entryB({ ...sizes, lastSegment: 2 + segments.length }));
    const file = concat(head, head, table, ...segments);
    const container = await openContainer(byteSource(file));
    expect(container.kind).toBe("image-113");
    await expectItems(container, 0);
  });
});

test("segments of Windows 98 lie where a published sample has them", async () => {
  // Three entries; the first segment is 5 and the directory's 6.
  const entry = entryB({ firstSegment: 5, lastSegment: 6, directoryBytes: segmentBytes });
  const mdid = new Uint8Array(128);
  mdid.set(new TextEncoder().encode("MDID"));
  const file = new Uint8Array(0x15e00 + segmentBytes);
  file.set(concat(entry, entry, entry, mdid));
  file[0xea00] = 1;
  file[0x15e00] = 2;
  const { source } = await openContainer(byteSource(file));
  expect((await source.readSegment(5)).bytes![0]).toBe(1);
  expect((await source.readSegment(6)).bytes![0]).toBe(2);
});

test("a file cut short has holes at its end", async () => {
  const { segments, sizes } = await volumeSegments(false);
  const entry = entryB(sizes);
  const container = await openContainer(byteSource(concat(entry, ...segments).subarray(0, 20_000)));
  const fileSet = await container.open(container.volumes[0]!);
  expect(fileSet.findings.map(({ code }) => code)).toEqual(["DIRECTORY_LOST"]);
  const [item] = fileSet.items;
  const { report } = await readItem(fileSet, item!);
  expect(report.grade).toBe("holes");
});

test("other files are refused", async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(1000), fromHex("55aa55aa")])
    await expect(openContainer(byteSource(bytes))).rejects.toMatchObject({
      code: "NOT_A_CONTAINER",
    });
});

test.each([
  [4, "FSET", "qicstream-2"],
  [0x38, "<<NoVaStOr>>", "novastor"],
  [0x74, "<<NoVaStOr>>", "novastor"],
  [0, "\xba\xab\xba\xab", "arcserve"],
  [0, "::::", "txplus"],
  [0, "\x04\x00\xaa\x55", "filesafe"],
  [0, "TAPE", "mtf"],
  [0, "HEADERQIC113", "headerqic113"],
])("at %i %s stands for %s", (offset, text, format) => {
  const bytes = new Uint8Array(136);
  for (const [index, character] of [...text].entries())
    bytes[offset + index] = character.charCodeAt(0);
  expect(recognizeForeignFormat(bytes)?.format).toBe(format);
  expect(recognizeForeignFormat(bytes.subarray(0, offset + text.length - 1))).toBeUndefined();
});
