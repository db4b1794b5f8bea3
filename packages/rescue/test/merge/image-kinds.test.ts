import { createMemoryBytes, createRawImageStore, openCartridge } from "@floppytape/cartridge";
import { type ExportKind, exportImage, openImage } from "@floppytape/cartridge/image";
import { AllSectors } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { mergeDumps } from "../../src/index.js";
import { badSectorsOfSmall, damagedDump, filledImage, same } from "../damaged-dumps.js";

const whole = await filledImage();

/** A dump of another kind, made from one that reads well. */
async function dumpOfKind(kind: ExportKind, image = whole) {
  const chunks: Uint8Array[] = [];
  const cartridge = await openCartridge(damagedDump(image));
  for await (const chunk of exportImage(cartridge, kind)) chunks.push(chunk.slice());
  const bytes = createMemoryBytes(Buffer.concat(chunks));
  const { store } = await openImage(bytes);
  const withHeader = async (header: Uint8Array) => (await openImage(bytes, { header })).store;
  return { name: kind, store, ...(kind === "volume-data" && { withHeader }) };
}

const sectors = (map: number) =>
  Array.from({ length: 36 }, (_, index) => [index + 3, map] as const);

test.each(["packed-segments", "data", "volume-data", "slots", "twti"] as const)(
  "a damaged raw image and one of the kind %s give the whole cartridge",
  async (kind) => {
    const raw = { name: "raw", store: damagedDump(whole, { unreadable: sectors(0b111111111) }) };
    const target = createMemoryBytes();
    const result = await mergeDumps([raw, await dumpOfKind(kind)], target);
    expect(result).toMatchObject({ lost: [], unverifiable: [], conflicts: [] });
    expect(result.account.unverified).toBe(0);
    const image = target.bytes();
    for (let segment = 0; segment < 40; segment++) {
      const bad = new Map(badSectorsOfSmall).get(segment) ?? 0;
      for (let sector = 0; sector < 32; sector++) {
        if ((bad >>> sector) & 1) continue;
        const from = (segment * 32 + sector) * 1024;
        const [is, was] = [image, whole].map((bytes) => bytes.subarray(from, from + 1024));
        expect(same(is!, was!), `segment ${segment} sector ${sector}`).toBe(true);
      }
    }
  },
);

test("what only a dump without parity has is there, and nothing vouches for it", async () => {
  const raw = { name: "raw", store: damagedDump(whole, { unreadable: [[20, AllSectors]] }) };
  const target = createMemoryBytes();
  const result = await mergeDumps([raw, await dumpOfKind("data")], target);
  expect(result.lost).toEqual([]);
  expect(result.unverifiable).toEqual([[20, 20]]);
  expect(result.account.unverified).toBe(29696);
  expect(result.dumps[1]).toMatchObject({ parityStored: false, onlyHere: 29 });
  const merged = createRawImageStore(target, { map: result.map });
  const { data } = await (await openCartridge(merged)).readSegment(20);
  expect(same(data, whole.subarray(20 * 32768, 20 * 32768 + 29696))).toBe(true);
});

test("a dump without parity never overrules one with parity", async () => {
  const stale = await filledImage(2);
  const target = createMemoryBytes();
  const raw = { name: "raw", store: damagedDump(whole) };
  const result = await mergeDumps([await dumpOfKind("data", stale), raw], target);
  expect(same(target.bytes(), whole)).toBe(true);
  expect(result.conflictCounts).toMatchObject({ undecided: 0, newer: 0 });
});

test("many dumps without parity do not outvote one that has some", async () => {
  const stale = await filledImage(2);
  const unreadable = [[20, 0xe0000000]] as const; // the parity, which alone could decide
  const raw = { name: "raw", store: damagedDump(whole, { unreadable }) };
  const others = [await dumpOfKind("data", stale), await dumpOfKind("slots", stale)];
  const target = createMemoryBytes();
  const { conflicts } = await mergeDumps([...others, raw], target, { maxConflicts: 100_000 });
  const inSegment = conflicts.filter(({ segment }) => segment === 20);
  expect(inSegment).toHaveLength(29);
  for (const { versions, taken, decision } of inSegment) {
    expect(versions[taken ?? -1]).toEqual([2]);
    expect(decision).toBe("majority");
  }
  const [from, to] = [20 * 32768, 20 * 32768 + 29696];
  expect(same(target.bytes().subarray(from, to), whole.subarray(from, to))).toBe(true);
});

test("sectors that an older bad sector map put in their places are not used by a newer one", async () => {
  const newer = await filledImage(1, 9, [...badSectorsOfSmall, [20, 1]]);
  const raw = { name: "raw", store: damagedDump(newer, { unreadable: [[20, 0b111110]] }) };
  const result = await mergeDumps([raw, await dumpOfKind("data")], undefined);
  expect(result.lost).toEqual([[20, 20]]);
  expect(result.account.lost).toBe(5 * 1024);
});

test("an image without headers that has only others like it goes by the header made up for it", async () => {
  const dumps = [await dumpOfKind("volume-data"), await dumpOfKind("volume-data")];
  const result = await mergeDumps(dumps, undefined);
  expect(result.findings.map(({ code }) => code)).toEqual(["NO_HEADER"]);
});
