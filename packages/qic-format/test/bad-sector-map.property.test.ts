import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createBadSectorMap,
  dataBytesOf,
  decodeBadSectorMap,
  encodeBadSectorMap,
  type FormatCode,
  headerSegmentLayout,
  packSectorMap,
  sectorCount,
  unpackSectorMap,
} from "../src/index.js";
import { blankHeader, sha256 } from "./recorded.js";

const segmentCount = 400;
const anyMap = fc.oneof(
  fc.nat(0xffffffff),
  fc.constant(0xffffffff),
  fc.constant(0),
  fc.integer({ min: 0, max: 31 }).map((sector) => (1 << sector) >>> 0),
);
const operations = fc.array(
  fc.record({
    kind: fc.constantFrom("set" as const, "add" as const, "save" as const),
    segment: fc.nat(segmentCount - 1),
    map: anyMap,
  }),
  { maxLength: 60 },
);

test.each<FormatCode>([2, 3, 4, 5, 6])(
  "code %i: a map behaves like 400 words, in memory and over any number of rewrites",
  (formatCode) => {
    const region = headerSegmentLayout(formatCode).find(({ name }) => name === "badSectorMap")!;
    fc.assert(
      fc.property(operations, fc.nat(255), (steps, filler) => {
        const model = new Uint32Array(segmentCount);
        let map = createBadSectorMap(formatCode, segmentCount);
        const bytes = blankHeader().fill(filler, 0, region.offset);
        for (const { kind, segment, map: sectors } of steps) {
          if (kind === "save") {
            encodeBadSectorMap(map, bytes);
            map = decodeBadSectorMap(bytes, formatCode, segmentCount);
            expect(map.findings).toEqual([]);
          } else {
            map[kind](segment, sectors);
            model[segment] = kind === "set" ? sectors : model[segment]! | sectors;
          }
        }
        encodeBadSectorMap(map, bytes);
        const stored = decodeBadSectorMap(bytes, formatCode, segmentCount);
        for (let segment = 0; segment < segmentCount; segment++) {
          expect(map.get(segment)).toBe(model[segment]);
          expect(stored.get(segment)).toBe(model[segment]);
        }
        const fresh = blankHeader().fill(filler, 0, region.offset);
        encodeBadSectorMap(stored, fresh);
        expect(sha256(bytes)).toBe(sha256(fresh)); // nothing stale is left, nothing outside is touched
      }),
      { numRuns: 30 },
    );
  },
);

test("packing and unpacking are inverse on good sectors", () => {
  fc.assert(
    fc.property(anyMap, anyMap, (bad, map) => {
      const good = (map & ~bad) >>> 0;
      const packed = packSectorMap(bad, map);
      expect(unpackSectorMap(bad, packed)).toBe(good);
      expect(sectorCount(packed)).toBe(sectorCount(good));
      expect(dataBytesOf(bad)).toBe(Math.max(0, 29 - sectorCount(bad)) * 1024);
    }),
  );
});
