import type { SegmentStore } from "@floppytape/cartridge";
import { describe, expect, test } from "vitest";
import { openFileSetsOver, openRecording } from "../../../src/contents/index.js";
import { expectTrue, readEntries } from "./check-volume.js";
import { cartridgeWith } from "./file-set-cartridge.js";
import { treeOf } from "./trees.js";

const tree = treeOf([
  { name: "A.DAT", size: 40_000 },
  {
    name: "DOCS",
    items: [
      { name: "B.DAT", size: 50_000 },
      { name: "C.TXT", size: 90_000, text: true },
    ],
  },
  { name: "Z.DAT", size: 45_000 },
]);
const other = treeOf([{ name: "ELSE.TXT", size: 10 }]);

const recordings = (stores: readonly SegmentStore[]) =>
  Promise.all(stores.map((store) => openRecording(store)));
const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

/** A Basic file set cut into three cartridges, a volume of another one behind each part. */
async function basicCartridges(compressed: boolean): Promise<SegmentStore[]> {
  const whole = await cartridgeWith([
    { format: "basic", compressed, items: tree.items, member: 1 },
  ]);
  const { firstSegment, lastSegment, entryBytes } = whole.sets[0]!;
  const each = Math.ceil((lastSegment - firstSegment + 1) / 3);
  const stores: SegmentStore[] = [];
  for (const member of [1, 2, 3]) {
    const from = firstSegment + (member - 1) * each;
    const count = Math.min(each, lastSegment - from + 1);
    const part = await cartridgeWith([{ format: "basic", items: other.items }]);
    for (let i = 0; i < count; i++)
      await part.store.writeSegment(10 + i, whole.store.segmentBytes(from + i), { skip: 0 });
    const entry = entryBytes.slice();
    const view = new DataView(entry.buffer);
    view.setUint16(4, 10, true);
    view.setUint16(6, 9 + count, true);
    entry[57] = member;
    const { cartridge } = await openRecording(part.store);
    await cartridge!.writeTable(Buffer.concat([part.sets[0]!.entryBytes, entry]));
    stores.push(part.store);
  }
  return stores;
}

describe.each([false, true])("directory in front, compressed: %s", (compressed) => {
  test("three cartridges give one volume, in any order", async () => {
    const [first, second, third] = await basicCartridges(compressed);
    const { volumes, findings } = openFileSetsOver(await recordings([third!, first!, second!]));
    expect(findings).toEqual([]);
    expect(volumes.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    const joined = volumes.find(({ firstSegment }) => firstSegment === undefined)!;
    expect(joined).toMatchObject({
      label: "FILE SET",
      origin: "file-set",
      compressed,
      findings: [],
    });
    const all = await readEntries(joined);
    expect(all.map(({ entry }) => entry.path).sort()).toEqual([...tree.contents.keys()].sort());
    for (const { entry, bytes, report } of all) {
      expect(Buffer.compare(bytes, tree.contents.get(entry.path) ?? new Uint8Array(0))).toBe(0);
      expect(report.grade).toBe("whole");
    }
    const others = volumes.filter((volume) => volume !== joined);
    for (const volume of others)
      expect((await readEntries(volume)).map(({ entry }) => entry.path)).toEqual(["ELSE.TXT"]);
  });

  test("without the second one its files have holes and nothing is wrong", async () => {
    const [first, , third] = await basicCartridges(compressed);
    const { volumes } = openFileSetsOver(await recordings([first!, third!]));
    const joined = volumes.find(({ firstSegment }) => firstSegment === undefined)!;
    expect(codes(joined.findings)).toContain("MEMBERS_MISSING");
    const all = await readEntries(joined);
    expect(all).toHaveLength(tree.contents.size);
    for (const read of all) {
      const written = tree.contents.get(read.entry.path);
      if (written) expectTrue(read, written);
    }
    const grades = all.map(({ report }) => report.grade);
    expect(grades).toContain("whole");
    expect(grades).toContain("holes");
  });

  test("one alone is opened as far as it goes, and says so", async () => {
    const [, , third] = await basicCartridges(compressed);
    const { volumes } = openFileSetsOver(await recordings([third!]));
    expect(volumes).toHaveLength(2);
    expect(codes(volumes[1]!.findings)).toContain("MEMBERS_MISSING");
    for (const read of await readEntries(volumes[1]!)) {
      const written = tree.contents.get(read.entry.path);
      if (written) expectTrue(read, written);
    }
  });
});

test("cartridges with a directory each are one volume, too", async () => {
  const more = treeOf([{ name: "MORE.TXT", size: 100 }]);
  const one = await cartridgeWith([{ format: "extended", items: tree.items, member: 1 }]);
  const two = await cartridgeWith([{ format: "extended", items: more.items, member: 2 }]);
  const { volumes } = openFileSetsOver(await recordings([two.store, one.store]));
  expect(volumes).toHaveLength(1);
  const paths = (await readEntries(volumes[0]!)).map(({ entry }) => entry.path);
  expect(paths.sort()).toEqual([...tree.contents.keys(), "MORE.TXT"].sort());
  const bytes = await volumes[0]!.bytes();
  const sizes = [one, two].map(({ sets }) => sets[0]!.stream.length);
  expect(bytes.sizeBytes).toBe(sizes[0]! + sizes[1]!);
  const around = new Uint8Array(20);
  const spans = await bytes.read(sizes[0]! - 10, around);
  expect(spans).toEqual([
    { start: sizes[0]! - 10, end: sizes[0]! + 10, state: "read", verified: true },
  ]);
  expect([...around.subarray(10)]).toEqual([...two.sets[0]!.stream.subarray(0, 10)]);
});
