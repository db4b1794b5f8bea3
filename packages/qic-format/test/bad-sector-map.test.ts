import { describe, expect, test } from "vitest";
import {
  AllSectors,
  type BadSectorMap,
  countBadSectors,
  createBadSectorMap,
  createGeometry,
  dataBytesOf,
  decodeBadSectorMap,
  decodeHeaderSegment,
  decodeLegacyMarks,
  encodeBadSectorMap,
  encodeHeaderSegment,
  type FormatCode,
  fixedBadSegments,
  goodSectorCount,
  HeaderBytes,
  headerSegmentLayout,
  type QicStandard,
  segmentCountOf,
} from "../src/index.js";
import { blankHeader, bytesOf, cartridges, hexOf, sha256, vectors } from "./recorded.js";

const allOfCode6 = 262144;
const findingCodes = (map: BadSectorMap) => map.findings.map((finding) => finding.code);

function regionOf(formatCode: FormatCode) {
  return headerSegmentLayout(formatCode).find(({ name }) => name === "badSectorMap")!;
}

function headerWithList(formatCode: FormatCode, listHex: string): Uint8Array {
  const bytes = blankHeader();
  bytes.set(Buffer.from(listHex, "hex"), regionOf(formatCode).offset);
  return bytes;
}

interface EncodeRow {
  name: string;
  formatCode: FormatCode;
  regionOffset: number;
  ops: [number, string][];
  words?: Record<string, string>;
  listHex?: string;
  entries?: number;
  segment29696Sha256?: string;
  goodSectors?: Record<string, number>;
  dataBytes?: Record<string, number>;
}

describe("maps as the original driver writes them", () => {
  test.each(vectors.encode as EncodeRow[])("$name", (row) => {
    const bytes = blankHeader();
    const map = createBadSectorMap(row.formatCode, allOfCode6);
    for (const [segment, bad] of row.ops) {
      map.set(segment, Number(bad));
      encodeBadSectorMap(map, bytes); // one update at a time, as during formatting
    }
    expect(regionOf(row.formatCode).offset).toBe(row.regionOffset);
    if (row.segment29696Sha256) expect(sha256(bytes)).toBe(row.segment29696Sha256);
    for (const [segment, word] of Object.entries(row.words ?? {}))
      expect(hexOf(bytes.subarray(row.regionOffset + 4 * +segment).subarray(0, 4))).toBe(word);
    if (row.listHex !== undefined) {
      const length = row.listHex.length / 2;
      expect(hexOf(bytes.subarray(row.regionOffset, row.regionOffset + length))).toBe(row.listHex);
      expect(bytes.subarray(row.regionOffset + length).every((byte) => byte === 0)).toBe(true);
    }
    for (const [segment, count] of Object.entries(row.goodSectors ?? {}))
      expect(goodSectorCount(map.get(+segment))).toBe(count);
    for (const [segment, count] of Object.entries(row.dataBytes ?? {}))
      expect(dataBytesOf(map.get(+segment))).toBe(count);

    const decoded = decodeBadSectorMap(bytes, row.formatCode, allOfCode6);
    expect([...decoded.entries()]).toEqual([...map.entries()]);
    expect(decoded.findings).toEqual([]);
  });
});

interface DecodeRow {
  name: string;
  formatCode: FormatCode;
  listHex: string;
  lookups: Record<string, string>;
}

describe("lists as the original driver reads them", () => {
  test.each(vectors.decode as DecodeRow[])("$name", ({ formatCode, listHex, lookups }) => {
    const map = decodeBadSectorMap(headerWithList(formatCode, listHex), formatCode, 100);
    for (const [segment, bad] of Object.entries(lookups))
      expect(map.get(+segment)).toBe(Number(bad));
  });

  test.each(
    vectors.originalBugs as {
      name: string;
      listHex: string;
      op: [number, string];
      expectedLookupAfter: string;
    }[],
  )("not copied: $name", ({ listHex, op, expectedLookupAfter }) => {
    const bytes = headerWithList(4, listHex);
    const map = decodeBadSectorMap(bytes, 4, 100);
    map.set(op[0], Number(op[1]));
    encodeBadSectorMap(map, bytes);
    const again = decodeBadSectorMap(bytes, 4, 100);
    expect(again.get(op[0])).toBe(Number(expectedLookupAfter));
    expect(again.get(9)).toBe(8);
  });
});

interface Limit {
  offset: number;
  bytes: number;
  maxSegments?: number;
  maxEntriesWithTerminator?: number;
}

describe.each(Object.entries(vectors.limits as Record<string, Limit>))(
  "room for a map of format code %s",
  (code, limit) => {
    const formatCode = Number(code) as FormatCode;
    const { offset, bytes: size, maxSegments, maxEntriesWithTerminator } = limit;

    test("lies where the driver has it", () => {
      expect(regionOf(formatCode)).toMatchObject({ offset, size });
    });

    test("is used to the last entry and not beyond", () => {
      const map = createBadSectorMap(formatCode, allOfCode6);
      const room = maxSegments ?? maxEntriesWithTerminator!;
      for (let segment = 0; segment < room; segment++) map.set(segment, 1);
      const bytes = blankHeader();
      encodeBadSectorMap(map, bytes);
      const decoded = decodeBadSectorMap(bytes, formatCode, allOfCode6);
      expect([...decoded.entries()]).toHaveLength(room);
      expect(decoded.findings).toEqual([]);

      const before = bytes.slice();
      map.set(room, 1);
      expect(() => encodeBadSectorMap(map, bytes)).toThrow(
        expect.objectContaining({ name: "FormatError", code: "MAP_FULL" }),
      );
      expect(sha256(bytes)).toBe(sha256(before));
    });
  },
);

interface Imprint {
  name: string;
  formatCode: FormatCode;
  segmentsPerTrack: number;
  tracks: number;
  wholeBadSegments: number;
  sectorsCountedAs29: number;
  sectorsPhysical: number;
  first8: number[];
  last4: number[];
  segment29696Sha256: string;
}

describe("fixed bad regions", () => {
  test.each(vectors.imprint as Imprint[])("$name", (row) => {
    const standard = row.name.split(" ")[0] as QicStandard;
    const g = createGeometry({ ...row, tracksPerCartridge: row.tracks });
    const fixed = fixedBadSegments(standard, g);
    expect(fixed).toHaveLength(row.wholeBadSegments);
    expect(fixed.slice(0, 8)).toEqual(row.first8);
    expect(fixed.slice(-4)).toEqual(row.last4);

    const map = createBadSectorMap(row.formatCode, segmentCountOf(g));
    for (const segment of fixed) map.set(segment, AllSectors);
    map.set(0, 3);
    expect(countBadSectors(map, fixed)).toEqual({
      physical: row.sectorsPhysical + 2,
      asOriginal: row.sectorsCountedAs29 + 2,
      prescribed: row.sectorsCountedAs29,
    });
    map.set(0, 0);
    const bytes = blankHeader();
    encodeBadSectorMap(map, bytes);
    expect(sha256(bytes)).toBe(row.segment29696Sha256);
  });

  test("QIC-80 has none, tapes with few tracks only those they have", () => {
    const g = createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 28 });
    expect(fixedBadSegments("QIC-80", g)).toEqual([]);
    const few = createGeometry({ formatCode: 4, segmentsPerTrack: 3, tracksPerCartridge: 6 });
    expect(fixedBadSegments("QIC-3020", few)).toEqual([15, 16, 17]);
  });
});

describe("maps of recorded cartridges", () => {
  test.each(cartridges)("$name", (cartridge) => {
    const { plain, geometry } = decodeHeaderSegment(bytesOf(cartridge.headerHex, HeaderBytes));
    const map = decodeBadSectorMap(plain, geometry.formatCode, segmentCountOf(geometry));
    const recorded = Object.entries(cartridge.badSectorMap).map(([s, bad]) => [
      +s,
      parseInt(bad, 16),
    ]);
    expect([...map.entries()]).toEqual(recorded);
    const again = plain.slice();
    encodeBadSectorMap(map, again);
    expect(sha256(again)).toBe(sha256(plain));
    let capacity = 0;
    for (let s = cartridge.firstDataSegment; s <= cartridge.lastDataSegment; s++)
      capacity += dataBytesOf(map.get(s));
    expect(capacity / 1024).toBe(cartridge.capacityKb);
  });
});

describe("damaged lists are read as far as they make sense", () => {
  test("unsorted lists are sorted, and told", () => {
    const bytes = headerWithList(4, "c00000a10000a10000000000");
    const map = decodeBadSectorMap(bytes, 4, 100);
    expect([...map.entries()]).toEqual([[5, 0x80000001]]);
    expect(findingCodes(map)).toEqual(["MAP_NOT_ASCENDING"]);
    encodeBadSectorMap(map, bytes);
    expect(hexOf(bytes.subarray(256, 268))).toBe("a10000c00000000000000000");
  });

  test("entries that name no sector, a wrong sector or a segment beyond the tape are told", () => {
    expect(findingCodes(decodeBadSectorMap(headerWithList(4, "000080"), 4, 100))).toEqual([
      "MAP_ILLEGAL_ENTRY",
    ]);
    expect(findingCodes(decodeBadSectorMap(headerWithList(4, "650080"), 4, 100))).toEqual([
      "MAP_WHOLE_SEGMENT_ENTRY",
    ]);
    const map = decodeBadSectorMap(headerWithList(4, "610080"), 4, 3);
    expect(findingCodes(map)).toEqual(["MAP_BEYOND_TAPE"]);
    expect([...map.entries()]).toEqual([[3, AllSectors]]); // kept, so that rewriting does not lose it
  });

  test("a region without an end mark gives one finding per kind", () => {
    const map = decodeBadSectorMap(blankHeader().fill(0xff), 4, 1000);
    expect(new Set(findingCodes(map)).size).toBe(map.findings.length);
    expect(findingCodes(map)).toContain("MAP_NO_END");
    expect([...map.entries()]).toEqual([[262143, AllSectors]]);
  });
});

describe("a map in memory", () => {
  test("grows by add, is copied by clone, and knows its segments only", () => {
    const map = createBadSectorMap(4, 10);
    map.set(3, 1);
    map.add(3, 0x80000000);
    const copy = map.clone();
    copy.set(3, 0);
    expect(map.get(3)).toBe(0x80000001);
    expect([...copy.entries()]).toEqual([]);
    expect(() => map.set(10, 1)).toThrow(new RangeError("segment must be 0 to 9, got 10"));
    expect(map.get(10)).toBe(0);
  });

  test("sectors that 23 bits cannot number are refused", () => {
    const map = createBadSectorMap(6, allOfCode6);
    map.set(262143, 0x80000000);
    expect(() => encodeBadSectorMap(map, blankHeader())).toThrow("has no number in the list");
    map.set(262143, AllSectors);
    expect(() => encodeBadSectorMap(map, blankHeader())).not.toThrow();
  });

  test("short buffers are refused", () => {
    const short = new Uint8Array(HeaderBytes - 1);
    expect(() => decodeBadSectorMap(short, 2, 10)).toThrow("needs 29696 bytes, got 29695");
    expect(() => encodeBadSectorMap(createBadSectorMap(2, 10), short)).toThrow(
      expect.objectContaining({ code: "SHORT_BUFFER" }),
    );
  });
});

describe("file marks of old ftape behind the list", () => {
  const legacyHeader = (label: string): Uint8Array => {
    const bytes = blankHeader();
    const g = createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 });
    bytes.set(Uint8Array.of(0x55, 0xaa, 0x55, 0xaa, 4));
    const { header } = decodeHeaderSegment(bytes, { geometry: g });
    encodeHeaderSegment({ ...header, ...g, label }, bytes);
    bytes.set(Buffer.from("410000000000" + "0a000500" + "0b000100", "hex"), 256);
    return bytes;
  };

  test.each([
    ["a longer list", 0xff],
    ["a shorter list", 0],
  ])("move along with %s", (_, bad) => {
    const bytes = legacyHeader("Linux raw format V2");
    const map = decodeBadSectorMap(bytes, 4, 120);
    map.set(2, bad);
    encodeBadSectorMap(map, bytes);
    expect([...decodeBadSectorMap(bytes, 4, 120).entries()]).toEqual(bad ? [[2, bad]] : []);
    expect(decodeLegacyMarks(bytes, 4, 2)).toEqual([
      { segment: 10, sector: 5 },
      { segment: 11, sector: 1 },
    ]);
  });

  test("move to the very end of the region if they must", () => {
    const bytes = legacyHeader("Linux raw format V2");
    const map = createBadSectorMap(4, 20000);
    for (let segment = 0; segment < 9809; segment++) map.set(segment, 1);
    encodeBadSectorMap(map, bytes);
    expect(decodeLegacyMarks(bytes, 4, 2)).toEqual([
      { segment: 10, sector: 5 },
      { segment: 11, sector: 1 },
    ]);
  });

  test("a list that leaves no room for them is refused", () => {
    const bytes = legacyHeader("Linux raw format V2");
    const before = bytes.slice();
    const map = createBadSectorMap(4, 20000);
    for (let segment = 0; segment < 9810; segment++) map.set(segment, 1);
    expect(() => encodeBadSectorMap(map, bytes)).toThrow(
      expect.objectContaining({ code: "MAP_FULL" }),
    );
    expect(sha256(bytes)).toBe(sha256(before));
  });

  test("bytes behind the list of any other tape stay where they are", () => {
    const bytes = legacyHeader("backup 7");
    const before = bytes.slice();
    const map = decodeBadSectorMap(bytes, 4, 120);
    map.set(2, 0);
    encodeBadSectorMap(map, bytes);
    expect(sha256(bytes.subarray(259))).toBe(sha256(before.subarray(259)));
  });
});
