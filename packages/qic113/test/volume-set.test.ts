import { patchVolumeEntry } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import {
  groupVolumes,
  type NewItem,
  openFileSet,
  openVolumeSet,
  readVolumeEntry,
  type SetMember,
} from "../src/index.js";
import { type MemorySegments, memorySegments } from "./segments.js";
import { contentsOf, readItem, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
const sizes = [3000, 10, 7000, 900, 3500, 3000]; // the last one is on the third cartridge
const items: NewItem[] = sizes.map((size, i) => ({
  name: `FILE${i}.DAT`,
  contents: contentsOf(String(i), { name: "", size }),
}));

/** A Basic file set cut into cartridges of some segments each. */
async function cartridges(compressed: boolean, perCartridge: number): Promise<SetMember[]> {
  const { segments, written } = await writeAll(items, {
    ...bounds,
    format: "basic",
    compressed,
    dataBytes: () => 1024,
    description: "BIG SET",
  });
  const members: SetMember[] = [];
  for (let at = 0; at < segments.length; at += perCartridge) {
    const part = segments.slice(at, at + perCartridge);
    const entry = written.entryBytes.slice();
    const change = { lastSegment: 2 + part.length, flags: 2, cartridgeNumber: members.length + 1 };
    patchVolumeEntry("qic113", change, entry);
    members.push({ volume: readVolumeEntry(entry, bounds)!, source: memorySegments(part) });
  }
  return members;
}

const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

describe.each([false, true])("directory in front, compressed: %s", (compressed) => {
  test("all members together give every file", async () => {
    const members = await cartridges(compressed, 7);
    expect(members.length).toBeGreaterThan(2);
    const sets = groupVolumes([...members].reverse());
    expect(sets).toHaveLength(1);
    expect(sets[0]).toMatchObject({ missing: [], findings: [] });
    expect(sets[0]!.members).toEqual(members);
    const [fileSet, ...others] = await openVolumeSet(sets[0]!);
    expect(others).toEqual([]);
    for (const [index, item] of fileSet!.items.entries()) {
      const { bytes, report } = await readItem(fileSet!, item);
      expect(bytes).toEqual(items[index]!.contents);
      expect(report).toMatchObject({ grade: "whole", disagreements: [] });
    }
  });

  test("a missing member costs its files, and none of the others is wrong", async () => {
    const members = await cartridges(compressed, 7);
    const [set] = groupVolumes(members.filter((_, index) => index !== 1));
    expect(set!.missing).toEqual([2]);
    expect(codes(set!.findings)).toEqual(["MEMBERS_MISSING"]);
    const [fileSet] = await openVolumeSet(set!);
    const grades: string[] = [];
    for (const [index, item] of fileSet!.items.entries()) {
      const { bytes, report } = await readItem(fileSet!, item);
      const masked = (items[index]!.contents as Uint8Array).slice();
      for (const { start, end } of report.holes) masked.fill(0, start, end);
      expect(bytes).toEqual(masked.subarray(0, bytes.length));
      grades.push(report.grade);
    }
    expect(grades[0]).toBe("whole");
    expect(grades[5]).toBe("whole"); // on the last cartridge
    expect(grades).toContain("holes");
  });

  test("behind a missing member nothing is delivered that nothing confirms", async () => {
    const members = await cartridges(compressed, 7);
    const [set] = groupVolumes(members.filter((_, index) => index !== 1));
    const last = members.at(-1)!.source as MemorySegments;
    for (let segment = last.firstSegment; segment <= last.lastSegment; segment++) {
      last.lostSegments.clear();
      last.lostSegments.add(segment);
      const [fileSet] = await openVolumeSet(set!);
      for (const [index, item] of fileSet!.items.entries()) {
        const { bytes, report } = await readItem(fileSet!, item);
        const masked = (items[index]!.contents as Uint8Array).slice();
        for (const { start, end } of report.holes) masked.fill(0, start, end);
        expect(bytes).toEqual(masked.subarray(0, bytes.length));
      }
    }
  });

  test("a single member can be opened by itself", async () => {
    const members = await cartridges(compressed, 7);
    const first = await openFileSet(members[0]!.volume, members[0]!.source);
    expect((await first.check(first.items[0]!)).grade).toBe("whole");
    expect((await first.check(first.items[5]!)).grade).toBe("holes");
    const last = members.at(-1)!;
    const rest = await openFileSet(last.volume, last.source);
    expect(rest.items.map(({ name }) => name)).toContain("FILE5.DAT");
    const { bytes } = await readItem(rest, rest.items.at(-1)!);
    expect(bytes).toEqual(items[5]!.contents);
  });
});

test("directories behind the data give a file set for every member", async () => {
  const members: SetMember[] = [];
  for (const number of [1, 2]) {
    const part = items.slice(3 * (number - 1), 3 * number);
    const { segments, written } = await writeAll(part, {
      ...bounds,
      format: "extended",
      description: "WINDOWS",
    });
    patchVolumeEntry("qic113", { flags: 0x23, cartridgeNumber: number }, written.entryBytes);
    if (number === 1) {
      // The directory goes on on the next cartridge: its last entry has bit 16 only.
      const directory = segments.at(-1)!;
      const name = Buffer.from(directory).indexOf(Buffer.from("FILE2.DAT", "utf16le"));
      const flags = directory.lastIndexOf(0x38, name);
      directory[flags] = 0x10;
      directory.fill(0xee, written.directoryBytes, written.directoryBytes + 50);
    }
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    members.push({ volume, source: memorySegments(segments) });
  }
  const [set] = groupVolumes(members);
  expect(codes(set!.findings)).toEqual(["SIZES_DIFFER"]);
  const fileSets = await openVolumeSet(set!);
  const names = fileSets.map((one) => one.items.slice(1).map(({ name }) => name));
  expect(names).toEqual([
    ["FILE0.DAT", "FILE1.DAT", "FILE2.DAT"],
    ["FILE3.DAT", "FILE4.DAT", "FILE5.DAT"],
  ]);
  expect(codes(fileSets[0]!.findings)).toEqual([]);
  for (const fileSet of fileSets)
    for (const item of fileSet.items) expect((await fileSet.check(item)).grade).toBe("whole");
});

test("compressed members that count their bytes anew are opened one by one", async () => {
  const [first] = await cartridges(true, 1000);
  const volume = { ...first!.volume, cartridgeNumber: 2 };
  const fileSets = await openVolumeSet({
    members: [first!, { ...first!, volume }],
    missing: [],
    findings: [],
  });
  expect(fileSets).toHaveLength(2);
});

test("volumes that do not say so, and those of other dates, do not belong together", async () => {
  const members = await cartridges(false, 7);
  const alone = members.map(({ volume, source }) => ({ volume: { ...volume, flags: 0 }, source }));
  expect(groupVolumes(alone)).toHaveLength(alone.length);
  const [first, second] = members;
  const date = { year: 1999, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  expect(groupVolumes([first!, { ...second!, volume: { ...second!.volume, date } }])).toHaveLength(
    2,
  );
});

test("of two members of the same number the first is taken", async () => {
  const [first, second] = await cartridges(false, 7);
  const [set] = groupVolumes([first!, second!, { ...first! }]);
  expect(set!.members).toHaveLength(2);
  expect(codes(set!.findings)).toEqual(["DUPLICATE_MEMBER"]);
});

test("a directory of a set may have four bytes in front of it", async () => {
  const { segments, written } = await writeAll(items, { ...bounds, format: "extended" });
  patchVolumeEntry("qic113", { flags: 0x23 }, written.entryBytes);
  const last = segments.at(-1)!;
  last.copyWithin(4, 0);
  last.set([1, 2, 0, 0]);
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  const fileSet = await openFileSet(volume, memorySegments(segments));
  expect(fileSet.items).toHaveLength(1 + items.length);
  for (const item of fileSet.items) expect((await fileSet.check(item)).grade).toBe("whole");
});

test("a Link Section is reported, not decoded", async () => {
  const { segments, written } = await writeAll(items, { ...bounds, format: "extended" });
  patchVolumeEntry("qic113", { flags: 0x23 }, written.entryBytes);
  const last = segments.at(-1)!;
  const at = written.directoryBytes;
  last.set([0x4c, 0x54, 0x4c, 0x54, 1, 0, 9, 9], at);
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  const fileSet = await openFileSet(volume, memorySegments(segments));
  expect(codes(fileSet.findings)).toEqual(["LINK_SECTION"]);
  expect(fileSet.findings[0]!.details!.position).toBe((segments.length - 1) * 29696 + at);
});
