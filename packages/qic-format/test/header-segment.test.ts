import { describe, expect, test } from "vitest";
import {
  createGeometry,
  dataBytesOf,
  decodeBadSectorMap,
  decodeHeaderSegment,
  decodeQicTime,
  encodeHeaderSegment,
  FormatError,
  type Geometry,
  HeaderBytes,
  type HeaderSegment,
  headerSignature,
  scrambleDitto2gb,
  sectorCount,
  segmentCountOf,
  segmentsPerSideOf,
  tapeLengthFeet,
  unscrambleDitto2gb,
} from "../src/index.js";
import { blankHeader, bytesOf, cartridges, geometryOf, sha256, vectors } from "./recorded.js";

const emptyHeader: HeaderSegment = {
  formatCode: 2,
  revision: 0,
  headerSegments: [0, 1],
  firstDataSegment: 2,
  lastDataSegment: 0,
  formatDate: 0,
  writeDate: 0,
  segmentsPerTrack: 0,
  tracksPerCartridge: 0,
  floppyHeadMax: 0,
  floppyTrackMax: 0,
  floppySectorMax: 0,
  label: "",
  labelDate: 0,
  compressionMapStart: 0,
  reformatError: 0,
  segmentsWritten: 0,
  initialFormatDate: 0,
  formatCount: 0,
  failedSectorCount: 0,
  manufacturer: "",
  lotCode: "",
};

interface GeometryRow {
  name: string;
  formatCode: number;
  segmentsPerTrack: number;
  tracks: number;
  maxFloppySide: number;
  maxFloppyTrack: number;
  maxFloppySector: number;
  lastDataSegmentField: number;
  accepted: boolean;
  effective: {
    segmentsPerTrack: number;
    tracks: number;
    segmentsPerSide: number;
    tapeLengthFt: number;
  };
}

function headerWith(row: GeometryRow): Uint8Array {
  const bytes = blankHeader();
  const fields: HeaderSegment = {
    ...emptyHeader,
    formatCode: row.formatCode === 6 ? 6 : 2,
    lastDataSegment: row.lastDataSegmentField,
    segmentsPerTrack: row.segmentsPerTrack,
    tracksPerCartridge: row.tracks,
    floppyHeadMax: row.maxFloppySide,
    floppyTrackMax: row.maxFloppyTrack,
    floppySectorMax: row.maxFloppySector,
  };
  encodeHeaderSegment({ ...fields, formatCode: row.formatCode as 2 }, bytes);
  return bytes;
}

const rows = vectors.geometry as GeometryRow[];

describe("geometry in headers, as the original driver takes it", () => {
  test.each(rows.filter((row) => row.accepted))("$name", (row) => {
    const { geometry, header } = decodeHeaderSegment(headerWith(row));
    expect({
      segmentsPerTrack: geometry.segmentsPerTrack,
      tracks: geometry.tracksPerCartridge,
      segmentsPerSide: segmentsPerSideOf(geometry),
      tapeLengthFt: tapeLengthFeet(geometry),
    }).toEqual(row.effective);
    expect(header.floppyHeadMax).toBe(row.maxFloppySide);
  });

  test.each(rows.filter((row) => !row.accepted))("$name", (row) => {
    const decode = () => decodeHeaderSegment(headerWith(row));
    const code = row.formatCode === 1 ? "UNKNOWN_FORMAT_CODE" : "INCONSISTENT_GEOMETRY";
    expect(decode).toThrow(expect.objectContaining({ name: "FormatError", code }));
  });

  test("corrections are told, sound headers pass in silence", () => {
    const codes = (name: string) =>
      decodeHeaderSegment(headerWith(rows.find((row) => row.name === name)!))
        .findings.map((finding) => finding.code)
        .filter((code) => code.startsWith("GEOMETRY"));
    expect(codes("QIC-80 307.5 ft")).toEqual([]);
    expect(codes("Conner bug")).toEqual(["GEOMETRY_CORRECTED"]);
    expect(codes("side off by one, 50 tracks")).toEqual(["GEOMETRY_CORRECTED"]);
    expect(codes("all zero (QIC-40 up to rev E)")).toEqual(["GEOMETRY_UNSTATED"]);
  });

  test("a given geometry overrides a header that contradicts itself", () => {
    const bytes = headerWith(rows.find((row) => row.name === "inconsistent, rejected")!);
    const geometry = createGeometry({
      formatCode: 4,
      segmentsPerTrack: 100,
      tracksPerCartridge: 28,
    });
    const decoded = decodeHeaderSegment(bytes, { geometry });
    expect(decoded.geometry).toBe(geometry);
    expect(decoded.header).toMatchObject({ formatCode: 4, segmentsPerTrack: 150 });
  });
});

describe("headers of recorded cartridges", () => {
  test.each(cartridges)("$name", (cartridge) => {
    const bytes = bytesOf(cartridge.headerHex, HeaderBytes);
    const { header, geometry, plain, scrambled, findings } = decodeHeaderSegment(bytes);
    expect(geometry).toEqual(geometryOf(cartridge.geometry));
    expect(header).toMatchObject({
      headerSegments: cartridge.headerSegments,
      firstDataSegment: cartridge.firstDataSegment,
      lastDataSegment: cartridge.lastDataSegment,
      label: cartridge.label,
    });
    expect(segmentCountOf(geometry)).toBe(cartridge.segments);
    expect(findings.filter((finding) => finding.severity === "warning")).toEqual([]);
    expect(scrambled).toBe(cartridge.name === "ditto2gb-header");

    const again = plain.slice();
    encodeHeaderSegment(header, again);
    expect(sha256(again)).toBe(sha256(plain));
    expect(sha256(scrambled ? scrambleDitto2gb(again) : again)).toBe(sha256(bytes));
  });
});

interface RealTape {
  name: string;
  headerHex: string;
  extraBytes: Record<string, string>;
  decoded: Record<string, number | string>;
  wholeBadSegments: number;
  singleBadSectors: number;
  partial: Record<string, string>;
  capacityBytes: number;
}

describe("headers of real tapes", () => {
  test.each(vectors.realTapes.tapes as RealTape[])("$name", (tape) => {
    const bytes = bytesOf(tape.headerHex, HeaderBytes);
    for (const [offset, value] of Object.entries(tape.extraBytes)) bytes[+offset] = Number(value);
    const { header, geometry, findings } = decodeHeaderSegment(bytes);
    const date = (value: number) => {
      const t = decodeQicTime(value)!;
      const two = (part: number) => String(part).padStart(2, "0");
      return `${t.year}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
    };
    expect({
      formatCode: header.formatCode,
      revision: header.revision,
      header1: header.headerSegments[0],
      header2: header.headerSegments[1],
      firstData: header.firstDataSegment,
      lastData: header.lastDataSegment,
      formatDate: date(header.formatDate),
      writeDate: date(header.writeDate),
      segmentsPerTrack: header.segmentsPerTrack,
      tracks: header.tracksPerCartridge,
      maxFloppySide: header.floppyHeadMax,
      maxFloppyTrack: header.floppyTrackMax,
      maxFloppySector: header.floppySectorMax,
      label: header.label,
      segmentsWritten: header.segmentsWritten,
      initialFormatDate: date(header.initialFormatDate),
      formatCount: header.formatCount,
      manufacturer: header.manufacturer,
      lot: header.lotCode,
    }).toEqual(tape.decoded);
    expect(findings).toEqual([]);

    const map = decodeBadSectorMap(bytes, header.formatCode, segmentCountOf(geometry));
    const entries = [...map.entries()];
    const partial = entries.filter(([, bad]) => bad !== 0xffffffff);
    expect(entries.length - partial.length).toBe(tape.wholeBadSegments);
    expect(partial.reduce((sum, [, bad]) => sum + sectorCount(bad), 0)).toBe(tape.singleBadSectors);
    expect(Object.fromEntries(partial)).toEqual(
      Object.fromEntries(Object.entries(tape.partial).map(([s, bad]) => [s, Number(bad)])),
    );
    let capacity = 0;
    for (let s = header.firstDataSegment; s <= header.lastDataSegment; s++)
      capacity += dataBytesOf(map.get(s));
    expect(capacity).toBe(tape.capacityBytes);
  });
});

describe("Ditto 2GB", () => {
  const { plainHeader, plainSha256, encodedSha256 } = vectors.ditto2gb;
  const plain = blankHeader();
  const g: Geometry = {
    formatCode: 4,
    segmentsPerTrack: plainHeader.segmentsPerTrack,
    tracksPerCartridge: plainHeader.tracks,
    floppyHeadMax: plainHeader.maxFloppySide,
    floppyTrackMax: plainHeader.maxFloppyTrack,
    floppySectorMax: plainHeader.maxFloppySector,
  };
  const whole = { ...emptyHeader, ...g, headerSegments: [0, 0] as const, firstDataSegment: 0 };
  encodeHeaderSegment(whole, plain);
  for (const range of [
    [30, 74],
    [146, 190],
    [190, 234],
  ])
    plain.fill(0, ...range); // the recorded header has zeros instead of blanks there
  plain.set(Buffer.from(plainHeader.bsmListHex, "hex"), 256);

  test("scrambling and unscrambling are those of the recorded header", () => {
    expect(sha256(plain)).toBe(plainSha256);
    const scrambled = scrambleDitto2gb(plain);
    expect(sha256(scrambled)).toBe(encodedSha256);
    expect(sha256(unscrambleDitto2gb(scrambled))).toBe(plainSha256);
    expect(headerSignature(scrambled)).toBe("ditto-2gb");
  });

  test("a scrambled header decodes like its plain form and says so", () => {
    const scrambled = scrambleDitto2gb(plain);
    const before = scrambled.slice();
    const decoded = decodeHeaderSegment(scrambled);
    expect(decoded).toEqual({ ...decodeHeaderSegment(plain), scrambled: true });
    expect(scrambled).toEqual(before);
  });
});

describe("bytes that are no header, and values that do not fit", () => {
  test("short and unsigned segments are refused", () => {
    const code = (bytes: Uint8Array) => {
      try {
        decodeHeaderSegment(bytes);
      } catch (error) {
        return (error as FormatError).code;
      }
      return "accepted";
    };
    expect(code(new Uint8Array(HeaderBytes - 1))).toBe("SHORT_BUFFER");
    expect(code(blankHeader())).toBe("NOT_A_HEADER");
    expect(headerSignature(new Uint8Array(3))).toBeUndefined();
    expect(headerSignature(Uint8Array.of(0x55, 0xaa, 0x55, 0xaa, 2))).toBe("qic");
  });

  test("segment numbers above 65535 need format code 6", () => {
    const header = { ...emptyHeader, lastDataSegment: 87667 };
    expect(() => encodeHeaderSegment(header, blankHeader())).toThrow(
      new FormatError(
        "FIELD_RANGE",
        "lastDataSegment must be an integer from 0 to 65535, got 87667",
        { field: "lastDataSegment" },
      ),
    );
    const bytes = blankHeader();
    encodeHeaderSegment({ ...header, formatCode: 6 }, bytes);
    expect(bytes.subarray(6, 14)).toEqual(new Uint8Array(8));
  });

  test("labels must fit and have one byte a character", () => {
    const encode = (label: string) => () =>
      encodeHeaderSegment({ ...emptyHeader, label }, blankHeader());
    expect(encode("x".repeat(45))).toThrow("label must be at most 44 characters, got 45");
    expect(encode("Ω")).toThrow('label must be one byte a character, got "Ω"');
    expect(encode("Müll")).not.toThrow();
  });

  test("segment numbers that contradict the tape are told", () => {
    const g = createGeometry({ formatCode: 2, segmentsPerTrack: 68, tracksPerCartridge: 20 });
    const bytes = blankHeader();
    const header = { ...emptyHeader, ...g, headerSegments: [1, 1] as const, lastDataSegment: 1360 };
    encodeHeaderSegment(header, bytes);
    expect(decodeHeaderSegment(bytes).findings.map((finding) => finding.code)).toEqual([
      "LAST_SEGMENT_BEYOND_TAPE",
      "HEADER_SEGMENT_ORDER",
    ]);
    encodeHeaderSegment({ ...header, headerSegments: [0, 1], lastDataSegment: 1 }, bytes);
    expect(decodeHeaderSegment(bytes).findings.map((finding) => finding.code)).toEqual([
      "NO_DATA_AREA",
    ]);
  });
});
