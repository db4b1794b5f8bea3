import {
  createMemoryBytes,
  createRawImageStore,
  openCartridge,
  scanCartridge,
} from "@floppytape/cartridge";
import { AllSectors } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type MergeOptions, mergeDumps } from "../../src/index.js";
import { type Damage, damagedDump, filledImage, same } from "../damaged-dumps.js";
import { otherCartridge } from "./other-cartridge.js";

const whole = await filledImage();

async function merge(damages: readonly Damage[], options: MergeOptions = {}, images = [whole]) {
  const target = createMemoryBytes();
  const dumps = damages.map((damage, index) => ({
    name: `dump ${index + 1}`,
    store: damagedDump(images[index] ?? whole, { seed: index + 1, ...damage }),
  }));
  const result = await mergeDumps(dumps, target, options);
  const image = target.bytes();
  const open = () =>
    openCartridge(createRawImageStore(createMemoryBytes(image), { map: result.map }));
  return { result, image, open };
}

/** The same sectors of every segment from `first` on. */
const everywhere = (map: number, first = 0) =>
  Array.from({ length: 40 - first }, (_, index) => [first + index, map] as const);

test("two dumps, each unreadable by itself, give the whole cartridge byte for byte", async () => {
  const damages = [{ unreadable: everywhere(0x0f0f0f0f) }, { unreadable: everywhere(0xf0f0f0f0) }];
  for (const damage of damages)
    await expect(openCartridge(damagedDump(whole, damage))).rejects.toThrow(/no header/);
  const { result, image } = await merge(damages);
  expect(same(image, whole)).toBe(true);
  expect(result).toMatchObject({ lost: [], corrected: [], unverifiable: [] });
  expect(result.account).toMatchObject({ corrected: 0, lost: 0, unverified: 0 });
  expect(result.sectors).toMatchObject({ fromSeveral: 0, holes: 0 });
  expect(result.map.blocks.every(({ status }) => status === "+")).toBe(true);
  expect(result.provenance[0]).toEqual({
    firstSegment: 0,
    lastSegment: 4,
    from: "BBBBAAAABBBBAAAABBBBAAAABBBBAAAA",
    agreeing: "1".repeat(32),
  });
});

test("headers lost in one dump, and in each segment more than the parity can restore", async () => {
  const headers = [
    [0, AllSectors],
    [1, AllSectors],
  ] as const;
  const { result, open } = await merge([
    { unreadable: [...headers, ...everywhere(0x1f, 2)] },
    { unreadable: everywhere(0x1e0, 2) },
  ]);
  expect(result.lost).toEqual([]);
  for await (const { how } of scanCartridge(await open())) expect(["read", "empty"]).toContain(how);
});

test("two dumps without damage give the same again", async () => {
  const { result, image } = await merge([{}, {}]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflicts).toEqual([]);
  expect(result.findings).toEqual([]);
  expect(result.sectors.fromOne).toBe(0);
});

test("one wrong sector in one of two dumps: the parity shows which", async () => {
  const { result, image } = await merge([{ silent: [[9, 1 << 4]] }, {}]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflicts).toEqual([
    { segment: 9, sector: 4, versions: [[0], [1]], taken: 1, decision: "parity" },
  ]);
  expect(result.dumps.map(({ overruled }) => overruled)).toEqual([1, 0]);
});

test("wrong sectors in both dumps of a segment are told apart by trying combinations", async () => {
  const { result, image } = await merge([
    { silent: [[9, 0b0011]] },
    { silent: [[9, 0b1100]], unreadable: [[9, 1 << 20]] },
  ]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflictCounts).toMatchObject({ parity: 4, undecided: 0 });
});

test("wrong and missing sectors in both dumps of one date are damage, not another date", async () => {
  const { result, image } = await merge([
    { silent: [[9, 0b0011]], unreadable: [[9, 0b11 << 20]] },
    { silent: [[9, 0b1100]], unreadable: [[9, 0b11 << 22]] },
  ]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflictCounts).toMatchObject({ parity: 4, newer: 0, undecided: 0 });
});

test("a conflict beside three erasures cannot be decided: the sector is a hole, the segment lost", async () => {
  const unreadable = [[9, 0b111]] as const;
  const { result, open } = await merge([{ unreadable }, { unreadable, silent: [[9, 1 << 9]] }]);
  expect(result.conflicts).toEqual([
    { segment: 9, sector: 9, versions: [[0], [1]], taken: undefined, decision: "undecided" },
  ]);
  expect(result.lost).toEqual([[9, 9]]);
  expect(result.account.lost).toBe(4 * 1024);
  const { report } = await (await open()).readSegment(9);
  expect(report).toMatchObject({ how: "lost", lost: 0b1000000111 });
});

test("with a third dump the majority decides it, and nothing checks that", async () => {
  const unreadable = [[9, 0b111]] as const;
  const { result, image } = await merge([
    { unreadable },
    { unreadable, silent: [[9, 1 << 9]] },
    { unreadable },
  ]);
  expect(result.conflicts).toEqual([
    { segment: 9, sector: 9, versions: [[0, 2], [1]], taken: 0, decision: "majority" },
  ]);
  expect(result.unverifiable).toEqual([[9, 9]]);
  const from = 9 * 32768 + 3 * 1024;
  expect(same(image.subarray(from, 10 * 32768), whole.subarray(from, 10 * 32768))).toBe(true);
});

test("silent damage in one of three dumps never wins, wherever it is", async () => {
  const silent = Array.from({ length: 40 }, (_, segment) => [segment, 0xff] as const);
  const { result, image } = await merge([{}, { silent: silent.slice(2) }, {}]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflictCounts.undecided).toBe(0);
});

test("a sector that no dump has right is left a hole, and the parity restores it", async () => {
  const silent = [[9, 0b11]] as const;
  const { result, open } = await merge([{ silent }, { silent }]);
  expect(result.conflicts.map(({ decision, taken }) => ({ decision, taken }))).toEqual([
    { decision: "neither", taken: undefined },
    { decision: "neither", taken: undefined },
  ]);
  const { data, report } = await (await open()).readSegment(9);
  expect(report).toMatchObject({ how: "corrected", corrected: 0b11, unverifiable: 0 });
  expect(same(data, whole.subarray(9 * 32768, 9 * 32768 + data.length))).toBe(true);
});

test("sectors that only one dump has, all of them wrong, do not spoil what the other one says", async () => {
  const { result, open } = await merge([{ unreadable: [[9, 0b111]] }, { silent: [[9, 0b111]] }]);
  expect(result.unverifiable).toEqual([[9, 9]]);
  expect(result.conflictCounts).toMatchObject({ neither: 3, undecided: 0 });
  const { data } = await (await open()).readSegment(9);
  expect(same(data, whole.subarray(9 * 32768, 9 * 32768 + data.length))).toBe(true);
});

test("blank tape is neither corrected nor lost, and nothing contradicts it", async () => {
  const blank = await otherCartridge();
  const images = [blank, blank];
  const { result, image } = await merge([{ unreadable: [[9, 0b111]] }, {}], {}, images);
  expect(same(image, blank)).toBe(true);
  expect(result).toMatchObject({ corrected: [], unverifiable: [], lost: [], conflicts: [] });
});

test("torn dumps are taken as far as they go", async () => {
  const { result, image } = await merge([
    { sizeBytes: 20 * 32768 + 5000 },
    { unreadable: Array.from({ length: 20 }, (_, segment) => [segment, AllSectors]) },
  ]);
  expect(same(image, whole)).toBe(true);
  expect(result.findings.map(({ code }) => code)).toEqual([
    "DUMP_TRUNCATED",
    "DUMP_WITHOUT_HEADER",
  ]);
});

test("dumps from before and after a backup: the newer one is taken, and every difference told", async () => {
  const later = await filledImage(2, 30);
  const { result, image } = await merge([{}, {}], {}, [whole, later]);
  expect(same(image, later)).toBe(true);
  expect(result.findings.map(({ code }) => code)).toEqual(["DUMP_OLDER"]);
  expect(result.conflictCounts).toMatchObject({ undecided: 0, majority: 0, neither: 0 });
  expect(result.conflictCounts.newer).toBeGreaterThan(30 * 36);
  expect(result.conflicts).toHaveLength(1000);
});

test("what an older dump proves is not passed off as what the newer one could not read", async () => {
  const later = await filledImage(2, 30);
  const unreadable = [[9, 0b11111]] as const;
  const { result, open } = await merge([{}, { unreadable }, {}], {}, [whole, later, whole]);
  expect(result.lost).toEqual([[9, 9]]);
  expect(result.account.lost).toBe(5 * 1024);
  const { data, report } = await (await open()).readSegment(9);
  expect(report.lost).toBe(0b11111);
  const from = 9 * 32768 + 5 * 1024;
  expect(same(data.subarray(5 * 1024), later.subarray(from, from + 24 * 1024))).toBe(true);
});

test("where nothing was written in between, an older dump helps the newer one", async () => {
  const later = await filledImage(1, 30); // the same data, newer headers
  const newer = { unreadable: [[9, 0b11111]], silent: [[10, 0b111]] } as const;
  const { result, image } = await merge([{}, newer], {}, [whole, later]);
  expect(same(image, later)).toBe(true);
  expect(result.lost).toEqual([]);
});

test("without dates nothing tells which of two whole segments is right: both are lost", async () => {
  const other = await filledImage(2);
  const { result } = await merge([{}, {}], {}, [whole, other]);
  expect(result.conflictCounts).toMatchObject({ parity: 0, newer: 0, majority: 0, neither: 0 });
  expect(result.lost).toEqual([
    [3, 11],
    [14, 39],
  ]);
});

test("of two whole segments without dates the one that most dumps have is taken", async () => {
  const other = await filledImage(2);
  const { result, image } = await merge([{}, {}, {}], {}, [other, whole, whole]);
  expect(same(image, whole)).toBe(true);
  expect(result.conflictCounts).toMatchObject({ parity: 0, newer: 0, neither: 0, undecided: 0 });
  expect(result.conflicts[0]).toMatchObject({ versions: [[0], [1, 2]], taken: 1 });
});

test("dumps of different cartridges are refused, unless that is wanted", async () => {
  const dumps = [
    { name: "attic.img", store: damagedDump(whole) },
    { name: "cellar.img", store: damagedDump(await otherCartridge()) },
  ];
  await expect(mergeDumps(dumps, undefined)).rejects.toMatchObject({
    name: "RescueError",
    code: "DIFFERENT_CARTRIDGES",
    message: expect.stringMatching(/attic.img and cellar.img .* format date/),
  });
  expect((await mergeDumps(dumps, undefined, { force: true })).segmentCount).toBe(40);
});

test("a dump without headers is refused when its contents are those of another cartridge", async () => {
  const unreadable = [
    [0, AllSectors],
    [1, AllSectors],
  ] as const;
  const other = damagedDump(await filledImage(5), { unreadable });
  const dumps = [
    { name: "attic.img", store: damagedDump(whole) },
    { name: "cellar.img", store: other },
  ];
  await expect(mergeDumps(dumps, undefined)).rejects.toMatchObject({
    code: "DIFFERENT_CARTRIDGES",
    message: expect.stringMatching(/^cellar.img has no readable header, and \d+ of \d+ sectors/),
  });
  const forced = await mergeDumps(dumps, undefined, { force: true });
  expect(forced.conflictCounts.undecided).toBeGreaterThan(1000);
});

test("without any header sectors are put together all the same", async () => {
  const unreadable = [
    [0, AllSectors],
    [1, AllSectors],
  ] as const;
  const { result, image } = await merge([{ unreadable }, { unreadable }]);
  expect(result.findings.map(({ code }) => code)).toEqual(["NO_HEADER"]);
  expect(result.header).toBeUndefined();
  expect(same(image.subarray(2 * 32768), whole.subarray(2 * 32768))).toBe(true);
});

test("counts agree with a scan of the merged image", async () => {
  const { result, open } = await merge([
    {
      unreadable: [
        [4, 0b1111],
        [8, 0b111],
        [20, 0xffff],
      ],
    },
    {
      unreadable: [
        [4, 0b0011],
        [8, 0b111],
        [20, 0xfff0],
      ],
      silent: [[30, 2]],
    },
  ]);
  const how = new Map<string, number[]>();
  for await (const report of scanCartridge(await open()))
    how.set(report.how, [...(how.get(report.how) ?? []), report.segment]);
  expect(how.get("corrected")).toEqual([4, 8]);
  expect(how.get("lost")).toEqual([20]);
  expect(result.corrected).toEqual([
    [4, 4],
    [8, 8],
  ]);
  expect(result.unverifiable).toEqual([[8, 8]]);
  expect(result.lost).toEqual([[20, 20]]);
  expect(result.account.lost).toBe(12 * 1024);
});

test("one dump is not enough, and a signal ends a merge", async () => {
  const dump = { name: "one", store: damagedDump(whole) };
  await expect(mergeDumps([dump], undefined)).rejects.toThrow(RangeError);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(mergeDumps([dump, dump], undefined, { signal })).rejects.toThrow("enough");
});
