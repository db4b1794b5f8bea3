import { createMemoryBytes } from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { openFileRecording } from "../../src/contents/index.js";
import { readEntries } from "./read-all.js";
import { tarHeader } from "./tar-header.js";

async function entriesOf(...blocks: Uint8Array[]) {
  const bytes = Buffer.concat([...blocks, Buffer.alloc(1024)]);
  const recording = await openFileRecording(createMemoryBytes(bytes));
  return readEntries(await recording!.volumes[0]!.contents());
}

test("names that are not UTF-8 are taken for Latin-1", async () => {
  const [entry] = await entriesOf(tarHeader({ 0: Buffer.from("m\u00fcll.txt", "latin1") }));
  expect(entry!.entry.path).toBe("m\u00fcll.txt");
});

test("checksums of signed bytes are right too", async () => {
  const header = tarHeader({ 0: Buffer.from("m\u00fcll.txt", "latin1") });
  const unsigned = Number.parseInt(header.toString("latin1", 148, 154), 8);
  header.write((unsigned - 256).toString(8).padStart(6, "0"), 148);
  const [entry] = await entriesOf(header);
  expect(entry!.entry.path).toBe("m\u00fcll.txt");
});

test.each(["x", "X"])("records of type %s name the member that follows", async (type) => {
  const record = "20 path=a/long/name\n";
  const size = `${record.length.toString(8).padStart(11, "0")}\0`;
  const [entry, ...more] = await entriesOf(
    tarHeader({ 0: "extended", 124: size, 156: type }),
    Buffer.concat([Buffer.from(record)], 512),
    tarHeader({ 0: "short" }),
  );
  expect(more).toEqual([]);
  expect(entry!.entry).toMatchObject({ originalPath: "a/long/name", carved: false });
});

test("records for all members hold until others come", async () => {
  const record = "16 mtime=1000.5\n";
  const size = `${record.length.toString(8).padStart(11, "0")}\0`;
  const entries = await entriesOf(
    tarHeader({ 0: "global", 124: size, 156: "g" }),
    Buffer.concat([Buffer.from(record)], 512),
    tarHeader({ 0: "first" }),
    tarHeader({ 0: "second" }),
  );
  expect(entries.map(({ entry }) => [entry.path, entry.modified])).toEqual([
    ["first", "1970-01-01T00:16:40Z"],
    ["second", "1970-01-01T00:16:40Z"],
  ]);
});

test("a sparse file of many stretches has its map in blocks of its own", async () => {
  const stretches = Array.from({ length: 30 }, (_, index) => ({ at: index * 2048, size: 512 }));
  const number = (value: number) => `${value.toString(8).padStart(11, "0")}\0`;
  const pairs = stretches.map(({ at, size }) => number(at) + number(size));
  const map = (from: number, to: number, more: boolean) => {
    const block = Buffer.alloc(512);
    block.write(pairs.slice(from, to).join(""), "latin1");
    block[504] = more ? 1 : 0;
    return block;
  };
  const header = tarHeader({
    0: "sparse",
    124: number(30 * 512),
    156: "S",
    257: "ustar  \0",
    386: pairs.slice(0, 4).join(""),
    482: "\x01",
    483: number(30 * 2048),
  });
  const data = Buffer.concat(stretches.map((_, index) => Buffer.alloc(512, index + 1)));
  const [sparse, next] = await entriesOf(
    header,
    map(4, 25, true),
    map(25, 30, false),
    data,
    tarHeader({ 0: "next" }),
  );
  const expected = Buffer.alloc(30 * 2048);
  for (const [index, { at }] of stretches.entries()) expected.fill(index + 1, at, at + 512);
  expect(Buffer.compare(sparse!.bytes, expected)).toBe(0);
  expect(sparse!.report.disagreements).toEqual([]);
  expect(next!.entry).toMatchObject({ path: "next", carved: false });
});

test("directories and links that state a size have no contents, unless they have", async () => {
  const size = "00000001000\0";
  const entries = await entriesOf(
    tarHeader({ 0: "old-directory/", 124: size, 156: "5" }),
    tarHeader({ 0: "link", 124: size, 156: "1", 157: "target" }),
    tarHeader({ 0: "dump/", 124: size, 156: "D" }),
    Buffer.alloc(512, 78),
    tarHeader({ 0: "file" }),
  );
  expect(
    entries.map(({ entry }) => [entry.path, entry.type, entry.sizeBytes, entry.carved]),
  ).toEqual([
    ["old-directory", "directory", 0, false],
    ["link", "hardlink", 0, false],
    ["dump", "directory", 0, false],
    ["file", "file", 0, false],
  ]);
  expect(entries[1]!.entry.linkTarget).toBe("target");
});
