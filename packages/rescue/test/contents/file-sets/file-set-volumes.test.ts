import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createMemoryBytes, createMemoryStore } from "@floppytape/cartridge";
import { encodeVolumeEntry, patchVolumeEntry } from "@floppytape/qic-format";
import { type NewItem, writeFileSet } from "@floppytape/qic113";
import { describe, expect, test } from "vitest";
import { openFileRecording, openRecording } from "../../../src/contents/index.js";
import { readEntries, readEntry } from "./check-volume.js";
import {
  cartridgeWith,
  damage,
  type FileSetCartridge,
  type NewSet,
  rewrite,
} from "./file-set-cartridge.js";
import { bytesOf, treeOf } from "./trees.js";

const tree = treeOf([
  { name: "README.TXT", size: 700, text: true },
  {
    name: "GAMES",
    items: [
      { name: "BIG.DAT", size: 70_000 },
      { name: "EMPTY", items: [] },
    ],
  },
]);

async function firstVolume({ store }: Pick<FileSetCartridge, "store">) {
  return (await openRecording(store)).volumes[0]!;
}

/** Changes the entry of the only set on a cartridge before it is written. */
async function withEntry(set: NewSet, change: (entry: Uint8Array) => void) {
  const cartridge = await cartridgeWith([set]);
  const { entryBytes } = cartridge.sets[0]!;
  change(entryBytes);
  const { cartridge: opened } = await openRecording(cartridge.store);
  await opened!.writeTable(entryBytes);
  return cartridge;
}

const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

describe("what is recorded of files", () => {
  const attributes = { readOnly: true, hidden: true, system: true };

  test("Basic: attributes of DOS and local time", async () => {
    const time = { year: 1994, month: 2, day: 3, hour: 4, minute: 5, second: 6 };
    const items: NewItem[] = [
      {
        name: "A.TXT",
        contents: bytesOf("a", 10, true),
        attributes,
        modified: { kind: "local", time },
      },
      { name: "B.TXT", contents: bytesOf("b", 10, true) },
    ];
    const [a, b] = await readEntries(
      await firstVolume(await cartridgeWith([{ format: "basic", items }])),
    );
    expect(a!.entry).toMatchObject({
      originalPath: "A.TXT",
      path: "A.TXT",
      dosAttributes: "RHS",
      modified: "1994-02-03T04:05:06",
      mode: undefined,
      linkTarget: undefined,
      carved: false,
    });
    expect(b!.entry).toMatchObject({ dosAttributes: "", modified: undefined });
  });

  test("Extended: long names, attributes and GMT", async () => {
    const items: NewItem[] = [
      {
        name: "A long name.text",
        dosName: "ALONGN~1.TEX",
        contents: bytesOf("a", 10, true),
        attributes: { readOnly: true, archive: true },
        modified: { kind: "gmt", seconds: 800_000_000, extra: 0 },
      },
    ];
    const [a] = await readEntries(
      await firstVolume(await cartridgeWith([{ format: "extended", items }])),
    );
    expect(a!.entry).toMatchObject({
      originalPath: "C:/A long name.text",
      path: "A long name.text",
      dosAttributes: "RA",
      modified: "1995-05-09T06:13:20Z",
    });
  });

  test.each(["basic", "extended"] as const)("%s: files that could not be read", async (format) => {
    const items: NewItem[] = [{ name: "LOCKED.DAT", unreadable: true }];
    const [read] = await readEntries(await firstVolume(await cartridgeWith([{ format, items }])));
    expect(read!.entry).toMatchObject({ unreadableAtBackup: true, sizeBytes: 0 });
    expect(read!.report).toEqual({
      grade: "unreadable-at-backup",
      account: { read: 0, corrected: 0, lost: 0, unverified: 0 },
      holes: [],
      disagreements: [],
    });
  });

  test("names that lead elsewhere stay inside, and are told", async () => {
    const items: NewItem[] = [
      { name: "..", contents: bytesOf("a", 3, true) },
      { name: "..\\..\\x", contents: bytesOf("b", 3, true) },
      { name: "a/b", contents: bytesOf("c", 3, true) },
      { name: "CON", contents: bytesOf("d", 3, true) },
      { name: "same", contents: bytesOf("e", 3, true) },
      { name: "SAME", contents: bytesOf("f", 3, true) },
      { name: "bell\u0007\u202e", contents: bytesOf("g", 3, true) },
    ];
    const all = await readEntries(
      await firstVolume(await cartridgeWith([{ format: "extended", items }])),
    );
    expect(all.map(({ entry }) => entry.path)).toEqual([
      "__",
      ".._.._x",
      "a_b",
      "_CON",
      "same",
      "SAME~2",
      "bell__",
    ]);
    expect(all.map(({ entry }) => entry.originalPath)).toEqual(
      items.map(({ name }) => `C:/${name}`),
    );
  });
});

describe("entries that say something odd", () => {
  const set: NewSet = { format: "basic", items: tree.items };

  test("a password is told of and nothing else", async () => {
    const cartridge = await withEntry(set, (entry) =>
      patchVolumeEntry("qic113", { password: new TextEncoder().encode("SECRET\0\0") }, entry),
    );
    const volume = await firstVolume(cartridge);
    expect(codes(volume.findings)).toEqual(["PASSWORD"]);
    expect(JSON.stringify(volume)).not.toContain("SECRET");
    expect(await readEntries(volume)).toHaveLength(4);
  });

  test("an algorithm that is not known leaves the bytes as they are", async () => {
    const cartridge = await withEntry(set, (entry) =>
      patchVolumeEntry("qic113", { compression: 0x83 }, entry),
    );
    const volume = await firstVolume(cartridge);
    expect(codes(volume.findings)).toContain("UNKNOWN_COMPRESSION");
    expect(volume.compressed).toBe(true);
    const contents = await volume.contents();
    expect(contents.kind).toBe("raw");
    const { stream } = cartridge.sets[0]!;
    const bytes = await volume.bytes();
    expect(bytes.sizeBytes).toBe(stream.length);
    const into = new Uint8Array(stream.length);
    await bytes.read(0, into);
    expect(Buffer.compare(into, stream)).toBe(0);
  });

  test("sizes of nothing do not hide files", async () => {
    const cartridge = await withEntry(set, (entry) =>
      patchVolumeEntry("qic113", { directoryBytes: 0, dataBytes: 0 }, entry),
    );
    const volume = await firstVolume(cartridge);
    expect(codes((await volume.contents()).findings)).toContain("ENTRY_WRONG");
    const all = await readEntries(volume);
    expect(all.map(({ entry }) => entry.path).sort()).toEqual([...tree.contents.keys()].sort());
    for (const { report } of all) expect(report.grade).toBe("whole");
  });

  test("recorded entries of other programs that do not say what they hold are raw", async () => {
    const image = gunzipSync(
      readFileSync(
        new URL("../../../../cartridge/test/vectors/dos-volumes.img.gz", import.meta.url),
      ),
    );
    const { volumes } = await openRecording(createMemoryStore({ image }));
    expect(volumes.map(({ origin, label }) => `${origin} ${label}`)).toEqual([
      "foreign WINDOWS 95 FULL BACKUP",
      "foreign CMS TAPE 01/02/95",
      "zftape zftape volume 002",
      "zftape zftape volume 003",
    ]);
    const kinds = [];
    for (const volume of volumes) kinds.push((await volume.contents()).kind);
    expect(kinds).toEqual(["raw", "raw", "raw", "raw"]);
    expect((await volumes[0]!.bytes()).sizeBytes).toBe(178_176);
  });
});

test("a volume in which no file is found is raw", async () => {
  const cartridge = await cartridgeWith([{ format: "basic", items: tree.items }]);
  const { firstSegment, lastSegment } = cartridge.sets[0]!;
  for (let segment = firstSegment; segment <= lastSegment; segment++)
    await rewrite(cartridge.store, segment, bytesOf(String(segment), 29_696, false));
  const volume = await firstVolume(cartridge);
  expect(volume.origin).toBe("file-set");
  expect((await volume.contents()).kind).toBe("raw");
});

describe("damage", () => {
  test("without a directory files are carved", async () => {
    const items = [{ name: "FIRST.DAT", contents: bytesOf("f", 9000, false) }, ...tree.items];
    const cartridge = await cartridgeWith([{ format: "basic", items }]);
    const { store, sets } = cartridge;
    damage(store, new Map([[sets[0]!.firstSegment, 0xf]]));
    const volume = await firstVolume(cartridge);
    const all = await readEntries(volume);
    expect(all.every(({ entry }) => entry.carved)).toBe(true);
    const paths = all.map(({ entry }) => entry.path);
    expect(paths).toContain("GAMES/BIG.DAT");
    const { findings } = await volume.contents();
    expect(codes(findings)).toContain("DIRECTORY_LOST");
  });

  test("of a file in the last, lost segments every byte is lost", async () => {
    const cartridge = await cartridgeWith([{ format: "basic", items: tree.items }]);
    const { firstSegment, lastSegment } = cartridge.sets[0]!;
    const all = new Map<number, number>();
    for (let segment = firstSegment + 1; segment <= lastSegment; segment++)
      all.set(segment, 0xffffffff);
    damage(cartridge.store, all);
    const entries = await readEntries(await firstVolume(cartridge));
    const big = entries.find(({ entry }) => entry.path === "GAMES/BIG.DAT")!;
    const { read, lost } = big.report.account;
    expect(read + lost).toBe(70_000);
    expect(lost).toBeGreaterThan(40_000);
    expect(big.report.grade).toBe("holes");
  });

  test("a size that no volume has room for is not believed", async () => {
    const { store, sets } = await cartridgeWith([
      { format: "basic", items: [{ name: "LIAR.DAT", contents: bytesOf("l", 100, true) }] },
    ]);
    const { stream, firstSegment, entryBytes } = sets[0]!;
    const lie = Buffer.from(stream);
    lie.writeUInt32LE(0xfffffff0, 6); // in the directory
    lie.writeUInt32LE(0xfffffff0, lie.indexOf(Buffer.of(0xcc, 0x33, 0xcc, 0x33)) + 4 + 6);
    await rewrite(store, firstSegment, lie);
    const { cartridge } = await openRecording(store);
    patchVolumeEntry("qic113", { dataBytes: 0xfffffff0 }, entryBytes);
    await cartridge!.writeTable(entryBytes);
    const [entry] = await entriesOf(await firstVolume({ store }));
    expect(entry!.sizeBytes).toBeUndefined();
    const { bytes, report } = await readEntry(entry!);
    expect(bytes.length).toBeLessThan(30_000);
    expect(report.grade).toBe("holes");
    expect(codes(report.disagreements)).toContain("SIZE_NOT_BELIEVED");
  });
});

describe("files on disks", () => {
  test.each([false, true])("a .QIC file of Windows 95, compressed: %s", async (compressed) => {
    const file = await qicFile(compressed);
    const recording = await openFileRecording(createMemoryBytes(file));
    expect(recording).toMatchObject({ kind: "qic-windows-95" });
    const [volume] = recording!.volumes;
    expect(volume).toMatchObject({ origin: "file-set", label: "DISK", compressed });
    const all = await readEntries(volume!);
    expect(all.map(({ entry }) => entry.path).sort()).toEqual([...tree.contents.keys()].sort());
    for (const { entry, bytes, report } of all) {
      expect(Buffer.compare(bytes, tree.contents.get(entry.path) ?? new Uint8Array(0))).toBe(0);
      expect(report.grade).toBe("whole");
      expect(report.account.unverified).toBe(bytes.length); // a file has no parity
    }
    const content = await volume!.bytes();
    expect(await content.read(0, new Uint8Array(4))).toEqual([
      { start: 0, end: 4, state: "read", verified: false },
    ]);
  });

  test("a file that was cut short has holes of the right size", async () => {
    const file = (await qicFile(false)).subarray(0, 128 + 29696);
    const recording = await openFileRecording(createMemoryBytes(file.slice()));
    const all = await readEntries(recording!.volumes[0]!);
    expect(all.map(({ entry }) => entry.path)).toContain("README.TXT");
    for (const { report } of all) expect(report.account.lost).toBeLessThan(70_000);
  });
});

/** A .QIC file of Windows 95: an entry with 32-bit segment numbers, segments. */
async function qicFile(compressed: boolean): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const options = { format: "extended", compressed, firstSegment: 3, lastSegment: 99 } as const;
  const writing = writeFileSet(tree.items, options);
  let step = await writing.next();
  for (; !step.done; step = await writing.next()) parts.push(step.value.data);
  const { directoryBytes, dataBytes } = step.value;
  const entry = encodeVolumeEntry({
    layout: "big",
    segmentCount: 0,
    specMajor: 113,
    specMinor: 7,
    firstSegment: 0,
    lastSegment: 0,
    description: "DISK",
    date: 0,
    flags: 0x21,
    cartridgeNumber: 1,
    vendor: new Uint8Array(14),
    password: new Uint8Array(8),
    directoryBytes,
    dataBytes,
    osVersion: 4,
    sourceDrive: "",
    logicalDevice: 0,
    compression: compressed ? 0x81 : 0,
    osType: 7,
  });
  return Buffer.concat([entry, ...parts]);
}

async function entriesOf(volume: Awaited<ReturnType<typeof firstVolume>>) {
  const all = [];
  for await (const entry of (await volume.contents()).entries()) all.push(entry);
  return all;
}
