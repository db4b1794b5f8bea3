import { describe, expect, test } from "vitest";
import { openFileSet, readVolumeEntry } from "../src/index.js";
import { concat, fromHex, memorySegments } from "./segments.js";
import { codes, file, fileSetOf, patch } from "./small-file-set.js";
import { contentsOf, pathOf, readItem, withContents, writeAll } from "./trees.js";

describe.each(["basic", "extended"] as const)("%s", (format) => {
  const items = [
    file("FIRST.BIN", 1500),
    { name: "SUB", items: [file("SECOND.BIN", 700), file("THIRD.BIN", 3000)] },
    { name: "EMPTY", items: [] },
  ];

  test("without its directory files are found by signatures, under their paths", async () => {
    const { source, segments, written, open } = await fileSetOf(items, format);
    const directoryAt =
      format === "basic" ? 0 : segments.length - Math.ceil(written.directoryBytes / 1024);
    const count = Math.ceil(written.directoryBytes / 1024);
    for (let i = 0; i < count; i++) source.lostSegments.add(3 + directoryAt + i);
    const fileSet = await open();
    expect(codes(fileSet.findings)).toEqual(["DIRECTORY_LOST"]);
    const found = fileSet.items.map((item) => [pathOf(item), item.kind, item.foundBy]);
    // The first header of a Basic set is in the same segment as the directory.
    const first = format === "basic" ? [] : [["/FIRST.BIN", "file", "signature"]];
    expect(found).toEqual([
      ...first,
      ["/EMPTY", "directory", "signature"],
      ["/SUB/SECOND.BIN", "file", "signature"],
      ["/SUB/THIRD.BIN", "file", "signature"],
    ]);
    for (const item of fileSet.items) {
      const { bytes, report } = await readItem(fileSet, item);
      expect(report).toMatchObject({ grade: "whole", disagreements: [] });
      const { name } = item;
      if (item.kind === "file")
        expect(bytes).toEqual(contentsOf(name, { name, size: bytes.length }));
    }
  });
});

test.each(["basic", "extended"] as const)(
  "%s: the loss of any byte of a header costs nothing",
  async (format) => {
    const items = [{ name: "SUB", items: [file("A.DAT", 50), file("B.DAT", 50)] }];
    const { source, segments, open } = await fileSetOf(items, format);
    const whole = Buffer.from(concat(...segments));
    const header = whole.indexOf(fromHex("cc33cc33"));
    const contents = contentsOf("A.DAT", { name: "", size: 50 });
    const end = whole.indexOf(contents);
    expect(end).toBeGreaterThan(header + 20);
    for (let at = header; at < end; at++) {
      source.lostParts.set(3, [{ start: at, end: at + 1 }]);
      const fileSet = await open();
      const item = fileSet.items.find(({ name }) => name === "A.DAT")!;
      const { bytes, report } = await readItem(fileSet, item);
      expect(report, `byte ${at - header} lost`).toMatchObject({
        grade: "whole",
        disagreements: [],
      });
      expect(bytes).toEqual(contents);
    }
  },
);

test("a directory that puts a file elsewhere is reported, and the file found", async () => {
  const items = [file("FIRST.BIN", 1500), file("SECOND.BIN", 700)];
  const { open } = await fileSetOf(items, "basic", (segments) => {
    const size = Buffer.from(concat(...segments)).indexOf("FIRST.BIN") - 6;
    patch(segments, size, [segments[0]![size]! + 8]); // in the directory only
  });
  const fileSet = await open();
  expect(codes(fileSet.findings)).toEqual(["DATA_SIZE_DIFFERS"]);
  const { bytes, report } = await readItem(fileSet, fileSet.items[1]!);
  expect(bytes).toEqual(items[1]!.contents);
  expect(report.grade).toBe("whole");
  expect(codes(report.disagreements)).toEqual(["NOT_AT_ITS_PLACE", "FOUND_BY_SIGNATURE"]);
});

test("an entry in the middle of a directory is not taken for its beginning", async () => {
  // The directory begins in a short segment, and an entry of it at the start of the last one, which would
  // have room for all of it.
  const bounds = { firstSegment: 3, lastSegment: 1000 };
  const { items, paths } = withContents([
    { name: "a", items: [{ name: "0äß00ä. 0漢ß" }, { name: "-" }] },
    {
      name: "äßéß 漢0 -0a",
      items: [
        { name: "-0ßa..漢ä ß+ä" },
        { name: "+", items: [] },
        { name: "ä-.-0ß-+a" },
        { name: "ä" },
      ],
    },
    { name: "ß ..0a +éßä" },
    { name: "äaA" },
  ]);
  const dataBytes = (segment: number) => [3072, 1024][segment % 2]!;
  const { segments, written } = await writeAll(items, { ...bounds, format: "extended", dataBytes });
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  for (let lost = 3; lost < 3 + segments.length; lost++) {
    const source = memorySegments(segments);
    source.lostSegments.add(lost);
    const fileSet = await openFileSet(volume, source);
    const found = fileSet.items.filter(({ kind }) => kind !== "root").map(pathOf);
    expect(found.filter((path) => !paths.includes(path))).toEqual([]);
  }
});

test("a file whose header says something else is delivered with the disagreement", async () => {
  const { open } = await fileSetOf([file("A.TXT", 100)], "basic", (segments) => {
    const whole = Buffer.from(concat(...segments));
    const header = whole.indexOf(fromHex("cc33cc33"));
    patch(segments, header + 6, [1, 2, 3, 4]); // the date
  });
  const fileSet = await open();
  const { bytes, report } = await readItem(fileSet, fileSet.items[0]!);
  expect(bytes).toEqual(contentsOf("A.TXT", { name: "", size: 100 }));
  expect(report.grade).toBe("whole");
  expect(codes(report.disagreements)).toEqual(["DATE_DIFFERS"]);
});

test("a file that is nowhere is all hole", async () => {
  const { open } = await fileSetOf([file("A.TXT", 100), file("B.TXT", 50)], "basic", (segments) => {
    const whole = Buffer.from(concat(...segments));
    const second = whole.indexOf("B.TXT", whole.indexOf(fromHex("cc33cc33")));
    patch(segments, second, [0x58]); // another name
  });
  const fileSet = await open();
  const { bytes, report } = await readItem(fileSet, fileSet.items[1]!);
  expect(bytes).toHaveLength(0);
  expect(report).toMatchObject({ grade: "holes", sizeBytes: 50, holes: [{ start: 0, end: 50 }] });
  expect(codes(report.disagreements)).toEqual(["NOT_AT_ITS_PLACE", "NOT_FOUND"]);
});

test("of a directory that breaks off the rest is found by signatures", async () => {
  const many = Array.from({ length: 200 }, (_, i) => file(`FILE${i}.DAT`, i));
  const { source, written, open } = await fileSetOf(many, "basic");
  expect(written.directoryBytes).toBeGreaterThan(3 * 1024);
  source.lostSegments.add(5); // the third segment of the directory
  const fileSet = await open();
  expect(codes(fileSet.findings)).toEqual(["DIRECTORY_DAMAGED"]);
  expect(fileSet.items.map(({ name }) => name)).toEqual(many.map(({ name }) => name));
  const by = (how: string) => fileSet.items.filter(({ foundBy }) => foundBy === how).length;
  expect(by("directory")).toBeGreaterThan(80);
  expect(by("signature")).toBeGreaterThan(50);
  for (const item of fileSet.items)
    expect(await fileSet.check(item)).toMatchObject({ grade: "whole", sizeBytes: item.index });
});

describe("sizes that were not known when the directory was written", () => {
  const items = [file("A.DAT", 300), file("B.DAT", 400), file("C.DAT", 500)];
  const unknown = [0xff, 0xff, 0xff, 0xff];

  /** Makes the sizes of some files unknown, in the directory and in front of their data. */
  const forget = (names: readonly string[]) => (segments: Uint8Array[]) => {
    const whole = Buffer.from(concat(...segments));
    for (const name of names)
      for (let at = whole.indexOf(name); at >= 0; at = whole.indexOf(name, at + 1))
        patch(segments, at - 6, unknown);
  };

  test.each([[["B.DAT"]], [["A.DAT", "C.DAT"]], [["A.DAT", "B.DAT", "C.DAT"]]])(
    "of %s",
    async (names) => {
      const { open } = await fileSetOf(items, "basic", forget(names));
      const fileSet = await open();
      for (const item of fileSet.items) {
        const { bytes, report } = await readItem(fileSet, item);
        expect(report).toMatchObject({ grade: "whole", holes: [] });
        expect(bytes).toEqual(items[item.index]!.contents);
      }
    },
  );
});

test("what could not be read when the backup was made is told apart from what is lost", async () => {
  const items = [{ ...file("OPEN.DAT", 100), unreadable: true }, file("FINE.DAT", 100)];
  for (const format of ["basic", "extended"] as const) {
    const { open } = await fileSetOf(items, format);
    const fileSet = await open();
    const reports = await Promise.all(
      fileSet.items.filter(({ kind }) => kind === "file").map((item) => fileSet.check(item)),
    );
    expect(reports.map(({ grade }) => grade)).toEqual(["unreadable-at-backup", "whole"]);
  }
});

test("an item of another file set is refused", async () => {
  const { open } = await fileSetOf([file("A", 1)], "basic");
  const [one, other] = [await open(), await open()];
  await expect(one.check(other.items[0]!)).rejects.toThrow(RangeError);
});

test("reading, and looking for signatures, can be aborted", async () => {
  const { source, volume, open } = await fileSetOf([file("A.DAT", 5000)], "basic");
  const signal = AbortSignal.abort();
  const fileSet = await open();
  await expect(fileSet.check(fileSet.items[0]!, { signal })).rejects.toThrow(/abort/);
  source.lostSegments.add(3);
  await expect(openFileSet(volume, source, { signal })).rejects.toThrow(/abort/);
});

test("what a source throws passes through, and may be tried again", async () => {
  const { source, volume } = await fileSetOf(
    [file("A.DAT", 5000), file("B.DAT", 10)],
    "basic",
    (segments) => patch(segments, 6, [1, 0, 0, 0]), // a wrong size: the second file has to be looked for
  );
  let broken = false;
  const fileSet = await openFileSet(volume, {
    dataBytes: source.dataBytes,
    async readSegment(segment) {
      if (broken && segment > 3) throw new Error("drive off line");
      return source.readSegment(segment);
    },
  });
  broken = true;
  await expect(fileSet.check(fileSet.items[1]!)).rejects.toThrow("drive off line");
  broken = false;
  expect((await fileSet.check(fileSet.items[1]!)).grade).toBe("whole");
});

test.each([true, false])(
  "segments that changed places are noticed by the positions in them (spanning: %s)",
  async (spanning) => {
    const bounds = { firstSegment: 3, lastSegment: 1000 };
    const items = Array.from({ length: 6 }, (_, index) => file(`FILE${index}.BIN`, 9000));
    const options = { ...bounds, format: "basic", compressed: true, spanning } as const;
    const { segments, written } = await writeAll(items, { ...options, dataBytes: () => 10240 });
    const [one, other] = [2, 4];
    [segments[one], segments[other]] = [segments[other]!, segments[one]!];
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segments));
    expect(fileSet.items).toHaveLength(items.length);
    let lost = 0;
    for (const item of fileSet.items) {
      const { bytes, report } = await readItem(fileSet, item);
      const right = contentsOf(item.name, { name: item.name, size: 9000 });
      for (const { start, end } of report.holes) {
        right.fill(0, start, end);
        lost += end - start;
      }
      expect(bytes).toEqual(right);
    }
    expect(lost).toBeGreaterThan(0);
  },
);
