import {
  type Correction,
  createMemoryBytes,
  createRawImageStore,
  openCartridge,
  scanCartridge,
} from "@floppytape/cartridge";
import { sectorCount } from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDumps } from "../../src/index.js";
import { badSectorsOfSmall, damagedDump, filledImage, same } from "../damaged-dumps.js";

const whole = await filledImage(7);
const badOf = (segment: number) => new Map(badSectorsOfSmall).get(segment) ?? 0;

/** A map of a few sectors, seldom of many. */
const fewSectors = fc
  .array(fc.nat(31), { maxLength: 5 })
  .map((sectors) => sectors.reduce((map, sector) => (map | (1 << sector)) >>> 0, 0));
const damage = (segments: number) =>
  fc.array(fc.tuple(fc.nat(segments - 1), fc.oneof(fewSectors, fc.nat(0xffffffff))), {
    maxLength: 30,
  });

async function merge(damages: readonly Parameters<typeof damagedDump>[1][]) {
  const target = createMemoryBytes();
  const stores = damages.map((one, seed) => damagedDump(whole, { seed: seed + 1, ...one }));
  const dumps = stores.map((store, index) => ({ name: `${index}`, store }));
  const result = await mergeDumps(dumps, target);
  const merged = createRawImageStore(createMemoryBytes(target.bytes()), { map: result.map });
  return { result, image: target.bytes(), merged, stores };
}

const mapsOf = (list: readonly (readonly [number, number])[]) => {
  const maps = new Map<number, number>();
  for (const [segment, map] of list) maps.set(segment, ((maps.get(segment) ?? 0) | map) >>> 0);
  return maps;
};

test("every sector that some dump has is there, and no other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage(40), { minLength: 2, maxLength: 4 }), async (damages) => {
      const lists = damages.map(mapsOf);
      const { result, image } = await merge(lists.map((unreadable) => ({ unreadable })));
      const missing = (segment: number) =>
        lists.reduce((map, one) => (map & (one.get(segment) ?? 0)) >>> 0, 0xffffffff);
      const holes = new Map<number, number>();
      for (const { position, sizeBytes, status } of result.map.blocks) {
        if (status === "+") continue;
        for (let at = position / 1024; at < (position + sizeBytes) / 1024; at++) {
          const segment = Math.floor(at / 32);
          holes.set(segment, ((holes.get(segment) ?? 0) | (1 << (at % 32))) >>> 0);
        }
      }
      const expected = whole.slice();
      for (let segment = 0; segment < 40; segment++) {
        const absent = missing(segment);
        // Without a header the bad sector map is not known, and bad sectors are sectors like others.
        const unused = result.header ? badOf(segment) : 0;
        expect(holes.get(segment) ?? 0).toBe((absent & ~unused) >>> 0);
        for (let sector = 0; sector < 32; sector++)
          if ((absent >>> sector) & 1)
            expected.fill(0, (segment * 32 + sector) * 1024, (segment * 32 + sector + 1) * 1024);
      }
      expect(same(image, expected)).toBe(true);
      expect(result.conflicts).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

/** Segments from the second on, so that the headers stay. */
const behindHeaders = (list: readonly (readonly [number, number])[]) =>
  mapsOf(list.map(([segment, map]) => [segment + 2, map] as const));

test("what one dump gives for certain, a merge gives too, whatever the others say", async () => {
  const anyDump = fc.record({ unreadable: damage(38), silent: damage(38) });
  await fc.assert(
    fc.asyncProperty(fc.array(anyDump, { minLength: 2, maxLength: 3 }), async (damages) => {
      const { image, merged, stores, result } = await merge(
        damages.map(({ unreadable, silent }) => ({
          unreadable: behindHeaders(unreadable),
          silent: behindHeaders(silent),
        })),
      );
      const certain = new Set<number>();
      for (const store of stores)
        for await (const report of scanCartridge(await openCartridge(store)))
          if (isCertain(report)) certain.add(report.segment);
      const cartridge = await openCartridge(merged);
      for (let segment = 0; segment < 40; segment++) {
        const { data, report } = await cartridge.readSegment(segment);
        const from = segment * 32768;
        const right = badOf(segment) === 0 ? whole.subarray(from, from + data.length) : undefined;
        if (certain.has(segment)) expect(isCertain(report), `segment ${segment}`).toBe(true);
        if (isCertain(report) && right) expect(same(data, right)).toBe(true);
      }
      const decided = result.conflicts.filter(({ decision }) => decision === "parity");
      for (const { segment, sector } of decided) {
        const from = (segment * 32 + sector) * 1024;
        expect(same(image.subarray(from, from + 1024), whole.subarray(from, from + 1024))).toBe(
          true,
        );
      }
    }),
    { numRuns: 12 },
  );
});

const isCertain = ({ how, unverifiable }: Correction) =>
  (how === "read" || how === "corrected") && unverifiable === 0;

test("silent damage in one of three dumps is outvoted or found by the parity", async () => {
  await fc.assert(
    fc.asyncProperty(damage(38), fc.nat(2), async (silent, which) => {
      const damages = [{}, {}, {}].map((none, dump) =>
        dump === which ? { silent: behindHeaders(silent) } : none,
      );
      const { image } = await merge(damages);
      expect(same(image, whole)).toBe(true);
    }),
    { numRuns: 8 },
  );
});

test("at three erasures a contradicted sector of two dumps is never passed off as data", async () => {
  const threeAndOne = fc.uniqueArray(fc.nat(31), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 14, max: 39 }), threeAndOne, async (segment, sectors) => {
      const [last = 0, ...three] = sectors;
      const unreadable = mapsOf(three.map((sector) => [segment, (1 << sector) >>> 0] as const));
      const silent = mapsOf([[segment, (1 << last) >>> 0]]);
      const { merged } = await merge([{ unreadable }, { unreadable, silent }]);
      const { report } = await (await openCartridge(merged)).readSegment(segment);
      expect(report.how).toBe("lost");
      expect(sectorCount(report.lost)).toBe(4);
    }),
    { numRuns: 8 },
  );
});
