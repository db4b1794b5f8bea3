import { describe, expect, test } from "vitest";
import {
  AllSectors,
  dataBytesOf,
  goodSectorCount,
  packSectorMap,
  sectorCount,
  sectorsOf,
  unpackSectorMap,
} from "../src/index.js";
import { vectors } from "./recorded.js";

describe("physical and packed sector maps", () => {
  test.each(vectors.physicalToPacked as Record<string, string>[])(
    "bad $badMap: errors $physicalErrors are packed to $packedErrors",
    ({ badMap, physicalErrors, packedErrors }) => {
      const bad = Number(badMap);
      expect(packSectorMap(bad, Number(physicalErrors))).toBe(Number(packedErrors));
      const kept = (Number(physicalErrors) & ~bad) >>> 0;
      expect(unpackSectorMap(bad, Number(packedErrors))).toBe(kept);
    },
  );

  test("packing drops bad sectors and unpacking drops what lies behind the good ones", () => {
    expect(packSectorMap(0xff, 0xff)).toBe(0);
    expect(unpackSectorMap(0xff, 0xff000001)).toBe(0x100);
    expect(packSectorMap(AllSectors, AllSectors)).toBe(0);
  });
});

test("a segment holds its good sectors but three, and nothing with three or fewer", () => {
  expect(dataBytesOf(0)).toBe(29696);
  expect(dataBytesOf(0x0fffffff)).toBe(1024);
  expect(dataBytesOf(0x1fffffff)).toBe(0);
  expect(dataBytesOf(AllSectors)).toBe(0);
  expect(goodSectorCount(0xfffffffe)).toBe(1);
});

test("counting and listing agree", () => {
  for (const map of [0, 1, 0x80000000, 0x55555555, 0xaaaaaaaa, 0x12345678, AllSectors])
    expect(sectorsOf(map)).toHaveLength(sectorCount(map));
  expect(sectorsOf(0x80000005)).toEqual([0, 2, 31]);
});
