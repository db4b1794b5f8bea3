import { describe, expect, test } from "vitest";
import {
  cartridgeTypeNamed,
  cartridgeTypes,
  createGeometry,
  minimumSegmentsPerTrack,
  type QicStandard,
  qicStandardByte,
  segmentCountOf,
  standardOf,
  tapeLengthFeet,
  tapeStatusByte,
} from "../src/index.js";
import { cartridges, geometryOf } from "./recorded.js";

// Format code, tracks, segments per track, floppy track and head maxima, segments: as the standards and
// the drivers of the time have them.
const known = {
  "qic40-205": [2, 20, 68, 169, 1, 1360],
  "qic40-307": [2, 20, 102, 254, 1, 2040],
  "qic40-425": [5, 20, 141, 169, 4, 2820],
  "qic40-1100": [3, 20, 365, 253, 7, 7300],
  "qic80-205": [2, 28, 100, 149, 4, 2800],
  "qic80-307": [2, 28, 150, 149, 6, 4200],
  "qic80-425": [5, 28, 207, 149, 9, 5796],
  "qic80-1000": [4, 28, 490, 254, 13, 13720],
  "qic80-1100": [3, 28, 537, 253, 14, 15036],
  "tr-1": [4, 36, 365, 254, 12, 13140],
  "qic3010-400": [4, 40, 300, 254, 11, 12000],
  "qic3010-1000": [4, 40, 800, 254, 31, 32000],
  "tr-2": [4, 50, 548, 254, 26, 27400],
  "qic3020-400": [4, 40, 572, 254, 22, 22880],
  "qic3020-1000": [4, 40, 1480, 254, 58, 59200],
  "tr-3": [4, 50, 1073, 254, 52, 53650],
  "qic3020-62": [6, 62, 1414, 254, 85, 87668],
};

test("every known cartridge has the numbers of its standard", () => {
  const rows = cartridgeTypes.map(({ name, geometry: g }) => [
    name,
    [
      g.formatCode,
      g.tracksPerCartridge,
      g.segmentsPerTrack,
      g.floppyTrackMax,
      g.floppyHeadMax,
      segmentCountOf(g),
    ],
  ]);
  expect(Object.fromEntries(rows)).toEqual(known);
});

test("types are found by name and product name in any case", () => {
  expect(cartridgeTypeNamed("QIC80-307")?.name).toBe("qic80-307");
  expect(cartridgeTypeNamed("DC2120")?.name).toBe("qic80-307");
  expect(cartridgeTypeNamed("TR3")?.name).toBe("tr-3");
  expect(cartridgeTypeNamed("qic3010-wide")?.wide).toBe(true);
  expect(cartridgeTypeNamed("dc6150")).toBeUndefined();
  expect(cartridgeTypeNamed("constructor")).toBeUndefined();
});

describe("standards", () => {
  test.each(cartridgeTypes)("$name is recognised by its geometry", ({ geometry, standard }) => {
    expect(standardOf(geometry)).toBe(standard);
  });

  test("track counts that nobody sold are not guessed, long tapes with many tracks are Ditto Max", () => {
    const g = (tracksPerCartridge: number, segmentsPerTrack: number) =>
      createGeometry({ formatCode: 6, tracksPerCartridge, segmentsPerTrack });
    expect(standardOf(g(6, 20))).toBeUndefined();
    expect(standardOf(g(72, 2427))).toBe("Ditto Max");
  });

  test.each(cartridges)("tape status of $name as its drive reported it", ({ geometry }) => {
    const standard = geometry.qicStandard as QicStandard;
    const wide = (geometry.tapeStatus & 0x80) !== 0;
    expect(qicStandardByte(standard, wide)).toBe(geometry.tapeStatus & 0x8f);
    const feet = geometry.tapeStatus === 0x22 ? 307.5 : 205;
    expect(tapeStatusByte({ standard, wide, feet, geometry: geometryOf(geometry) })).toBe(
      geometry.tapeStatus,
    );
  });
});

describe("tape length", () => {
  test("lengths of a variable tape follow from the segments per track", () => {
    const g = cartridgeTypeNamed("qic3020-1000")!.geometry;
    expect(tapeLengthFeet(g)).toBe(1035);
    expect(tapeLengthFeet(g, { standard: "QIC-3010" })).toBe(2028);
    const small = createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 });
    expect(tapeLengthFeet(small)).toBe(41);
  });

  test.each([
    ["QIC-40", 332],
    ["QIC-80", 488],
    ["QIC-3010", 730],
    ["QIC-3020", 1430],
    ["Ditto Max", 1940],
  ] as const)("1000 ft of %s have %i segments", (standard, segmentsPerTrack) => {
    const g = (count: number) =>
      createGeometry({ formatCode: 4, segmentsPerTrack: count, tracksPerCartridge: 20 });
    expect(tapeLengthFeet(g(segmentsPerTrack), { standard })).toBe(1000);
    expect(tapeLengthFeet(g(segmentsPerTrack + 1), { standard })).toBeGreaterThan(1000);
  });

  test("a drive tells the two lengths of format code 2 apart", () => {
    const g = cartridgeTypeNamed("qic80-307")!.geometry;
    expect(tapeLengthFeet(g)).toBe(205);
    expect(tapeLengthFeet(g, { long: true })).toBe(307);
  });

  const feet = [205, 295, 300, 307.5, 400, 425, 750, 1000];
  test.each([
    ["QIC-80", [99, 143, 146, 149, 194, 207, 365, 487]],
    ["QIC-3010", [149, 215, 219, 224, 292, 310, 547, 730]],
    ["QIC-3020", [293, 422, 429, 440, 572, 608, 1073, 1431]],
  ] as const)("fewest segments per track of %s", (standard, segments) => {
    expect(feet.map((length) => minimumSegmentsPerTrack(standard, length))).toEqual(segments);
  });

  test.each([
    ["QIC-80", 205.213, 205.214],
    ["QIC-3010", 136.985, 136.986],
    ["QIC-3020", 69.951, 69.952],
  ] as const)("a hair decides on the hundredth segment of %s", (standard, short, long) => {
    expect(minimumSegmentsPerTrack(standard, short)).toBe(99);
    expect(minimumSegmentsPerTrack(standard, long)).toBe(100);
  });

  test("a tape without room for a segment is refused", () => {
    expect(() => minimumSegmentsPerTrack("QIC-80", 1)).toThrow(RangeError);
  });
});
