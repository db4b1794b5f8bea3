import { describe, expect, test } from "vitest";
import {
  cartridgeTypes,
  checkGeometry,
  createGeometry,
  type Geometry,
  MaxSegments,
  sectorIdOf,
  segmentCountOf,
  segmentOfSectorId,
  segmentsPerSideOf,
  tapePositionOf,
} from "../src/index.js";
import { vectors } from "./recorded.js";

interface IdRow {
  segment: number;
  tapeTrack: number;
  positionInTrack: number;
  direction: string;
  head: number;
  cylinder: number;
  firstSector: number;
  lastSector: number;
  sizeCode: number;
}
interface IdTable {
  geometry: string;
  segmentsPerTrack: number;
  segmentsPerSide: number;
  rows: IdRow[];
}

describe.each(vectors.chr as IdTable[])("sector ids of $geometry", (table) => {
  const g: Geometry = {
    formatCode: 4,
    segmentsPerTrack: table.segmentsPerTrack,
    tracksPerCartridge: 255,
    floppyHeadMax: 255,
    floppyTrackMax: table.segmentsPerSide / 4 - 1,
    floppySectorMax: 128,
  };
  test.each(table.rows)("segment $segment", (row) => {
    expect(segmentsPerSideOf(g)).toBe(table.segmentsPerSide);
    expect(tapePositionOf(row.segment, g)).toEqual({
      track: row.tapeTrack,
      position: row.positionInTrack,
      direction: row.direction,
    });
    const first = sectorIdOf(row.segment, 0, g);
    expect(first).toEqual({
      cylinder: row.cylinder,
      head: row.head,
      record: row.firstSector,
      sizeCode: row.sizeCode,
    });
    const last = sectorIdOf(row.segment, 31, g);
    expect(last).toEqual({ ...first, record: row.lastSector });
    expect(segmentOfSectorId(last, g)).toEqual({ segment: row.segment, sector: 31 });
  });
});

describe("making a geometry", () => {
  test.each(cartridgeTypes)("$name fits together and has an address for every segment", (type) => {
    const { geometry } = type;
    expect(checkGeometry(geometry)).toEqual([]);
    const last = segmentCountOf(geometry) - 1;
    expect(sectorIdOf(last, 31, geometry).head).toBe(geometry.floppyHeadMax);
    expect(createGeometry(geometry)).toEqual(geometry);
  });

  test("accepts exactly as many segments as sector ids can address", () => {
    const most = createGeometry({ formatCode: 6, segmentsPerTrack: 1024, tracksPerCartridge: 255 });
    expect(segmentCountOf(most)).toBe(MaxSegments);
    expect(most.floppyHeadMax).toBe(255);
    expect(() =>
      createGeometry({ formatCode: 6, segmentsPerTrack: 1025, tracksPerCartridge: 255 }),
    ).toThrow(new RangeError("segmentsPerTrack must be at most 1024 for 255 tracks, got 1025"));
  });

  test.each([
    [{ segmentsPerTrack: 0 }, "segmentsPerTrack must be 1 to 65535, got 0"],
    [{ tracksPerCartridge: 256 }, "tracksPerCartridge must be 1 to 255, got 256"],
    [{ floppyTrackMax: 255 }, "floppyTrackMax must be 0 to 254, got 255"],
    [{ formatCode: 1 as 2 }, "formatCode must be 2 to 6, got 1"],
  ])("refuses %o", (wrong, message) => {
    const right = { formatCode: 4, segmentsPerTrack: 10, tracksPerCartridge: 10 } as const;
    expect(() => createGeometry({ ...right, ...wrong })).toThrow(new RangeError(message));
  });
});

test("a geometry with wrong maxima or without segments is found out", () => {
  const g = createGeometry({ formatCode: 2, segmentsPerTrack: 150, tracksPerCartridge: 28 });
  const codes = (wrong: Partial<Geometry>) => checkGeometry({ ...g, ...wrong }).map((f) => f.code);
  expect(codes({ floppyHeadMax: 5 })).toEqual(["HEAD_MAX"]);
  expect(codes({ floppySectorMax: 64 })).toEqual(["SECTOR_MAX"]);
  expect(codes({ segmentsPerTrack: 0, floppyHeadMax: 0 })).toEqual(["NO_SEGMENTS"]);
});

test("segments and sectors that do not exist are refused", () => {
  const g = createGeometry({ formatCode: 2, segmentsPerTrack: 150, tracksPerCartridge: 28 });
  expect(() => tapePositionOf(4200, g)).toThrow(
    new RangeError("segment must be 0 to 4199, got 4200"),
  );
  expect(() => sectorIdOf(-1, 0, g)).toThrow(RangeError);
  expect(() => sectorIdOf(0, 32, g)).toThrow(new RangeError("sector must be 0 to 31, got 32"));
});
