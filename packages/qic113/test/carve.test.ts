import { expect, test } from "vitest";
import { concat, fromHex } from "./segments.js";
import { codes, file, fileSetOf, patch } from "./small-file-set.js";
import { contentsOf, readItem } from "./trees.js";

test("signatures inside of files do not make files", async () => {
  const bait = fromHex("cc33cc33 0a03fa8edf32 27000000 00 04 42414954 00");
  const items = [
    { name: "BAIT.BIN", contents: concat(contentsOf("x", { name: "", size: 2000 }), bait, bait) },
    file("NEXT.BIN", 10),
  ];
  const { source, open } = await fileSetOf(items, "basic");
  const fileSet = await open();
  expect(fileSet.items.map(({ name }) => name)).toEqual(["BAIT.BIN", "NEXT.BIN"]);
  const long = [{ name: "D", items: Array.from({ length: 80 }, (_, i) => file(`F${i}`, 5)) }];
  const { open: openLost, source: lost } = await fileSetOf([...items, ...long], "basic");
  lost.lostSegments.add(3); // part of the directory, but no header
  const without = await openLost();
  expect(codes(without.findings)).toContain("DIRECTORY_LOST");
  expect(without.items.map(({ name }) => name)).not.toContain("BAIT");
  expect(without.items).toHaveLength(82);
  expect(source.lostSegments.size).toBe(0);
});

test("what an Extended entry says of its contents holds where the next one is lost", async () => {
  const bait = fromHex("cc33cc33 1300 ffffffffffffffff 0000 0a00 00 0700 00");
  const contents = concat(contentsOf("x", { name: "", size: 1500 }), bait);
  const items = [{ name: "A.BIN", contents }, file("B.BIN", 1200), file("C.BIN", 20)];
  const { source, segments, written, open } = await fileSetOf(items, "extended");
  const whole = Buffer.from(concat(...segments));
  const second = whole.indexOf(contentsOf("B.BIN", { name: "", size: 1200 })) - 30;
  const count = Math.ceil(written.directoryBytes / 1024);
  for (let i = 0; i < count; i++) source.lostSegments.add(2 + segments.length - i);
  const header = whole.lastIndexOf(fromHex("cc33cc33"), second);
  source.lostParts.set(3 + (header >> 10), [{ start: header & 1023, end: (header & 1023) + 20 }]);
  const fileSet = await open();
  expect(fileSet.items.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ["A.BIN", contents.length],
    ["C.BIN", 20],
  ]);
  for (const item of fileSet.items) {
    const { bytes, report } = await readItem(fileSet, item);
    expect(report).toMatchObject({ grade: "whole", disagreements: [] });
    expect(bytes).toEqual(items.find(({ name }) => name === item.name)!.contents);
  }
});

test("where a header is lost and nobody knows a size, a file ends at the next header", async () => {
  const items = [file("A.DAT", 300), file("B.DAT", 400), file("C.DAT", 500)];
  const { source, segments, written, open } = await fileSetOf(items, "basic", (all) => {
    const whole = Buffer.from(concat(...all));
    for (const name of ["A.DAT", "B.DAT"])
      for (let at = whole.indexOf(name); at >= 0; at = whole.indexOf(name, at + 1))
        patch(all, at - 6, [0xff, 0xff, 0xff, 0xff]);
  });
  const at = written.directoryBytes; // the first header
  source.lostParts.set(3, [{ start: at + 1, end: at + 2 }]);
  expect(segments).toHaveLength(2);
  const fileSet = await open();
  const { bytes, report } = await readItem(fileSet, fileSet.items[0]!);
  expect(bytes).toEqual(items[0]!.contents);
  expect(codes(report.disagreements)).toEqual(["SIZE_GUESSED"]);
});

test("nor behind the end of a directory that breaks off do they", async () => {
  const bait = fromHex("cc33cc33 0a03fa8edf32 27000000 00 04 42414954 00");
  const many = Array.from({ length: 170 }, (_, i) => file(`FILE${i}.DAT`, 5));
  const items = [{ name: "BAIT.BIN", contents: concat(new Uint8Array(100), bait) }, ...many];
  const { source, segments, written, open } = await fileSetOf(items, "basic");
  expect(written.directoryBytes).toBeGreaterThan(3 * 1024);
  source.lostSegments.add(4); // of the directory
  const at = written.directoryBytes; // the header in front of the bait
  expect(segments[at >> 10]!.subarray(at & 1023, (at & 1023) + 2)).toEqual(fromHex("cc33"));
  source.lostParts.set(3 + (at >> 10), [{ start: at & 1023, end: (at & 1023) + 30 }]);
  const fileSet = await open();
  expect(fileSet.items.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
});

test.each([[["FILE0.DAT"]], [["FILE0.DAT", "FILE3.DAT"]]])(
  "%s of unknown size are listed once when the directory breaks off",
  async (names) => {
    const many = Array.from({ length: 120 }, (_, i) => file(`FILE${i}.DAT`, 10));
    const { source, open } = await fileSetOf(many, "basic", (segments) => {
      const whole = Buffer.from(concat(...segments));
      for (const name of names)
        for (let at = whole.indexOf(name); at >= 0; at = whole.indexOf(name, at + 1))
          patch(segments, at - 6, [0xff, 0xff, 0xff, 0xff]);
    });
    source.lostSegments.add(4); // the second segment of the directory
    const fileSet = await open();
    expect(fileSet.items.map(({ name }) => name)).toEqual(many.map(({ name }) => name));
    for (const item of fileSet.items) {
      const { bytes, report } = await readItem(fileSet, item);
      expect(report).toMatchObject({ grade: "whole", sizeBytes: 10 });
      expect(bytes).toEqual(many[item.index]!.contents);
    }
  },
);

test.each([-20, 0, 2, 4, 6, 12])(
  "a guessed end is not believed behind a hole %i bytes into the next header",
  async (into) => {
    const items = [file("A.DAT", 3000), file("B.DAT", 3000), file("C.DAT", 500)];
    const { source, segments, open } = await fileSetOf(items, "basic", (all) => {
      const whole = Buffer.from(concat(...all));
      for (const { name } of items)
        for (let at = whole.indexOf(name); at >= 0; at = whole.indexOf(name, at + 1))
          patch(all, at - 6, [0xff, 0xff, 0xff, 0xff]);
    });
    const whole = Buffer.from(concat(...segments));
    const second = whole.lastIndexOf("B.DAT") - 16; // signature, entry up to its name
    expect(whole.subarray(second, second + 4)).toEqual(Buffer.from(fromHex("cc33cc33")));
    source.lostParts.set(3 + Math.floor(second / 1024), [
      { start: (second % 1024) + into, end: (second % 1024) + 40 },
    ]);
    const fileSet = await open();
    const { bytes, report } = await readItem(fileSet, fileSet.items[0]!);
    const good = report.holes[0]?.start ?? bytes.length;
    expect(good).toBeGreaterThan(3000 - 30);
    expect(good).toBeLessThanOrEqual(3000);
    expect(bytes.subarray(0, good)).toEqual((items[0]!.contents as Uint8Array).subarray(0, good));
    expect(bytes.subarray(good).every((byte) => byte === 0)).toBe(true);
    if (bytes.length > good) expect(report.holes).toEqual([{ start: good, end: bytes.length }]);
    expect(codes(report.disagreements)).toEqual(["SIZE_GUESSED"]);
  },
);
