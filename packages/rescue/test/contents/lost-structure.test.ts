import { openCartridge, SectorFlag } from "@floppytape/cartridge";
import { sectorsOf } from "@floppytape/qic-format";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRecording, type Recording } from "../../src/contents/index.js";
import { anyTree, type Node, packCpio, packTar } from "./archive-trees.js";
import { readBytes, readEntries, sha256Of } from "./read-all.js";
import { manifestOf, recordedStore } from "./recorded-cartridges.js";
import { damage, lose, type Maps, tapeWith } from "./tape-fixture.js";

const file = (path: string, size: number, seed = 1): Node => ({
  path,
  type: "file",
  contents: Uint8Array.from({ length: size }, (_, i) => (i * i * seed + (i >> 5)) & 0xff),
  target: "",
  mode: 0o644,
  seconds: 800_000_000,
});

const first = [file("etc/passwd", 70_000), file("etc/group", 900, 3)];
const second = [file("usr/lib/libc.a", 120_000, 5), file("usr/bin/cc", 40_000, 7)];

async function contentsOf(recording: Recording) {
  const all = [];
  for (const volume of recording.volumes) {
    const contents = await volume.contents();
    const entries = await readEntries(contents);
    all.push({
      kind: contents.kind,
      compressed: volume.compressed,
      firstSegment: volume.firstSegment,
      files: entries.map(({ entry, bytes }) => [entry.path, sha256Of(bytes)]),
    });
  }
  return all;
}

const filesOf = (nodes: readonly Node[]) =>
  nodes.map(({ path, contents }) => [path, sha256Of(contents)]);

/** Three volumes: tar, compressed tar, cpio. */
async function threeVolumes(badSectors: Maps = new Map(), formatCode: 2 | 4 = 4) {
  const volumes = [
    { bytes: await packTar(first) },
    { bytes: await packTar(second), compressed: true },
    { bytes: packCpio(first, "newc") },
  ];
  return tapeWith(volumes, { badSectors, formatCode });
}

const expected = [
  { kind: "tar", compressed: false, files: filesOf(first) },
  { kind: "tar", compressed: true, files: filesOf(second) },
  { kind: "cpio", compressed: false, files: filesOf(first) },
];

const someBad: Maps = new Map([
  [3, 0x0000_0700],
  [4, 0x8000_0000],
  [9, 1],
  [10, 0x0100_0008],
]);

describe.each([2, 4] as const)("format code %i", (formatCode) => {
  test("without a table the volumes are found by what they begin with", async () => {
    const store = await threeVolumes(someBad, formatCode);
    const { volumes: listed } = await openRecording(store);
    lose(store, 2);
    const recording = await openRecording(store);
    expect(recording.cartridge).toBeDefined();
    expect(recording.findings.map(({ code }) => code)).toContain("NO_TABLE");
    const places = ({ volumes }: Recording) =>
      volumes.map(({ firstSegment, lastSegment }) => [firstSegment, lastSegment]);
    // zftape fills up the last block, so that a volume may end behind its archive.
    expect(places(recording).map(([from]) => from)).toEqual(
      listed.map(({ firstSegment }) => firstSegment),
    );
    expect(recording.volumes.every(({ origin }) => origin === "found")).toBe(true);
    expect(await contentsOf(recording)).toMatchObject(expected);
  });

  test("where the table lists no volume they are found, too; a tape without data has none", async () => {
    const store = await threeVolumes(someBad, formatCode);
    for (let sector = 0; sector < 32; sector++) store.poke(2, sector, 0); // zeros have sound parity
    const recording = await openRecording(store);
    expect(recording.findings.map(({ code }) => code)).toContain("TABLE_EMPTY");
    expect(await contentsOf(recording)).toMatchObject(expected);
    const blank = await openRecording(await tapeWith([], { badSectors: someBad, formatCode }));
    expect(blank).toMatchObject({ volumes: [], findings: [] });
  });

  test("without a header too, and the bad sectors are found by their parity", async () => {
    const store = await threeVolumes(someBad, formatCode);
    lose(store, 0, 1);
    const recording = await openRecording(store);
    expect(recording.cartridge).toBeUndefined();
    expect(recording.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["NO_HEADER", "MAPS_FOUND"]),
    );
    expect(recording.volumes.map(({ origin }) => origin)).toEqual(["zftape", "zftape", "zftape"]);
    expect(await contentsOf(recording)).toMatchObject(expected);
  });
});

test("without header and table", async () => {
  const store = await threeVolumes(someBad);
  lose(store, 0, 1, 2);
  const recording = await openRecording(store);
  expect(await contentsOf(recording)).toMatchObject(expected);
});

test("bad sectors that an image does not tell from others are found all the same", async () => {
  // That a segment was left out as a whole shows where it still holds what formatting left.
  const maps = new Map([...someBad, [3, 0x0007_e000], [8, 0xffff_ffff]]);
  maps.delete(10); // two sectors apart, both readable, are more than is tried
  const store = await threeVolumes(maps);
  for (const [segment] of maps)
    for (let sector = 0; sector < 32; sector++) store.flag(segment, sector, 0);
  // A drive that found some of the bad sectors read anything there.
  const garbage = file("garbage", 32768, 11).contents;
  for (const segment of [3, 4, 9]) {
    const skip = ~maps.get(segment)! >>> 0;
    await store.writeSegment(segment, garbage, { skip });
  }
  lose(store, 0, 1);
  const recording = await openRecording(store);
  expect(await contentsOf(recording)).toMatchObject(expected);
});

test("nothing is found on a cartridge that was never written", async () => {
  const store = await tapeWith([]);
  expect((await openRecording(store)).volumes).toEqual([]);
  lose(store, 0, 1, 2);
  expect((await openRecording(store)).volumes).toEqual([]);
});

test("entries of a damaged table are used up to the first sector that is lost", async () => {
  const store = await threeVolumes();
  damage(store, new Map([[2, 0x00f0_0000]]));
  const recording = await openRecording(store);
  expect(recording.findings.map(({ code }) => code)).toContain("TABLE_DAMAGED");
  expect(recording.volumes.map(({ origin }) => origin)).toEqual(["zftape", "zftape", "zftape"]);
});

test("a table's segment that holds something else is no table", async () => {
  const store = await threeVolumes();
  const cartridge = await openCartridge(store);
  await cartridge.writeTable(Buffer.from("anything but a table"));
  const recording = await openRecording(store);
  expect(recording.findings.map(({ code }) => code)).toContain("NO_TABLE");
  expect(await contentsOf(recording)).toMatchObject(expected);
});

test("an archive whose last file is all zeros is not cut", async () => {
  const zeros = { ...file("zeros", 0), contents: new Uint8Array(100_000) };
  const bytes = await packTar([...first, zeros]);
  const store = await tapeWith([{ bytes }]);
  lose(store, 0, 1, 2);
  const [volume] = (await openRecording(store)).volumes;
  const entries = await readEntries(await volume!.contents());
  expect(entries.map(({ entry, bytes: got }) => [entry.path, got.length])).toEqual([
    ["etc/passwd", 70_000],
    ["etc/group", 900],
    ["zeros", 100_000],
  ]);
});

test("an archive that fills its last segment ends there", async () => {
  const bytes = await packTar([file("file", 29696 - 3 * 512)]);
  expect(bytes.length).toBe(29696);
  const store = await tapeWith([{ bytes }, { bytes }]);
  lose(store, 2);
  const { volumes } = await openRecording(store);
  expect(volumes.map(({ firstSegment, lastSegment }) => [firstSegment, lastSegment])).toEqual([
    [3, 3],
    [5, 5],
  ]);
});

test("data that nobody knows is one stretch, without the tape behind it that was never written", async () => {
  const bytes = Uint8Array.from({ length: 81_920 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  const store = await tapeWith([{ bytes }]);
  lose(store, 2);
  const { volumes } = await openRecording(store);
  expect(volumes.map(({ firstSegment, lastSegment }) => [firstSegment, lastSegment])).toEqual([
    [3, 5],
  ]);
  const read = await readBytes(await volumes[0]!.bytes());
  expect(Buffer.compare(read.bytes.subarray(0, bytes.length), bytes)).toBe(0);
});

test("a recorded cartridge gives its compressed volumes without its table", async () => {
  const store = recordedStore("z-var");
  lose(store, 2);
  const { volumes } = await openRecording(store);
  const { payloads } = manifestOf("z-var");
  expect(volumes.map(({ compressed }) => compressed)).toEqual(
    payloads.map(({ compressed }) => compressed),
  );
  for (const [index, { bytes: size, sha256, compressed }] of payloads.entries()) {
    const { bytes } = await readBytes(await volumes[index]!.bytes());
    if (compressed) expect(bytes.length).toBe(size);
    expect(sha256Of(bytes.subarray(0, size))).toBe(sha256);
  }
});

test("a geometry that is given is used where the header is lost", async () => {
  const store = await threeVolumes();
  lose(store, 0, 1);
  const { geometry } = await openCartridge(await threeVolumes());
  const recording = await openRecording(store, { geometry });
  expect(recording.findings[0]!.message).toContain("given geometry of 64 segments");
  expect(await contentsOf(recording)).toMatchObject(expected);
});

test("opening can be stopped while it reads the whole tape", async () => {
  const store = await threeVolumes();
  lose(store, 0, 1);
  await expect(openRecording(store, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test("whatever is damaged, what is found without header and table is right", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyTree,
      fc.boolean(),
      fc.array(fc.tuple(fc.integer({ min: 3, max: 12 }), fc.nat(31)), { maxLength: 10 }),
      async (nodes, compressed, places) => {
        const bytes = await packTar(nodes);
        const store = await tapeWith([{ bytes, compressed }]);
        lose(store, 0, 1, 2);
        for (const [segment, sector] of places) store.flag(segment, sector, SectorFlag.CrcError);
        const { volumes } = await openRecording(store);
        const lost = new Map<number, number>();
        for (const [segment, sector] of places)
          lost.set(segment, (lost.get(segment) ?? 0) | (1 << sector));
        // What is found of a volume depends on the damage, unless the parity makes up for all of it.
        // Sectors of zeros at the ends of a segment cannot be told from bad ones.
        const isZeros = (segment: number, sector: number) =>
          store
            .segmentBytes(segment)
            .subarray(sector * 1024, (sector + 1) * 1024)
            .every((byte) => byte === 0);
        if (places.some(([segment, sector]) => isZeros(segment, sector))) return;
        if ([...lost.values()].some((map) => sectorsOf(map).length > 2)) return;
        const read = await readBytes(await volumes[0]!.bytes());
        const there = Math.min(read.bytes.length, bytes.length);
        expect(there).toBeGreaterThanOrEqual(bytes.length - 1024);
        expect(Buffer.compare(read.bytes.subarray(0, there), bytes.subarray(0, there)) === 0).toBe(
          true,
        );
      },
    ),
    { numRuns: 10, endOnFailure: true },
  );
});
