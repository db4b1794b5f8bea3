import { describe, expect, test } from "vitest";
import {
  clearLegacyMarks,
  createBadSectorMap,
  type DataArea,
  decodeBadSectorMap,
  decodeLegacyMarks,
  encodeBadSectorMap,
  encodeFailedSectorLog,
  type FormatCode,
  HeaderBytes,
  type LegacyMark,
  legacyVersion,
  legacyVolumes,
} from "../src/index.js";
import { blankHeader, bytesOf, cartridges, vectors } from "./recorded.js";

interface LabelRow {
  label: string;
  legacy: boolean;
  version: number;
}

describe("labels of old ftape", () => {
  test.each(vectors.legacyLabels as LabelRow[])("$label", ({ label, legacy, version }) => {
    // The original keeps the last digit only and takes V12 for V2; we do not.
    const accepted = legacy && !label.endsWith("12");
    expect(legacyVersion(label)).toBe(accepted ? version : undefined);
  });
});

interface MarkCase {
  formatCode: FormatCode;
  labelVersion: 1 | 2;
  rawPairs: [number, number][];
  marks: number;
  volumes: [number, number, number, number, number][];
  endOfMediaSegment: number;
}

const area = (formatCode: FormatCode): DataArea => ({
  formatCode,
  firstDataSegment: 2,
  lastDataSegment: 4199,
});

function headerOf({ formatCode, rawPairs }: Pick<MarkCase, "formatCode" | "rawPairs">): Uint8Array {
  const bytes = blankHeader();
  if (formatCode === 4) {
    bytes.set([65, 0, 0, 0, 0, 0], 256); // sector 65 is bad
    bytes.set(new Uint8Array(Uint16Array.from(rawPairs.flat()).buffer), 262);
  } else {
    const entries = rawPairs.map(([segment, date]) => ({ segment, date }));
    encodeFailedSectorLog(entries, bytes, formatCode);
  }
  return bytes;
}

describe("volumes between file marks, as the original driver finds them", () => {
  test.each(vectors.legacyMarks.cases as MarkCase[])(
    "code $formatCode, V$labelVersion, marks $rawPairs",
    (row) => {
      const marks = decodeLegacyMarks(headerOf(row), row.formatCode, row.labelVersion);
      expect(marks).toHaveLength(row.marks);
      const { volumes, endOfData, findings } = legacyVolumes(marks, area(row.formatCode));
      expect(
        volumes.map((volume) => [
          volume.firstSegment,
          volume.lastSegment,
          volume.dataBytes,
          (volume.lastSegment - volume.firstSegment + 1) * 29696,
          volume.blockSize,
        ]),
      ).toEqual(row.volumes);
      expect(endOfData).toBe(row.endOfMediaSegment);
      expect(findings).toEqual([]);
    },
  );

  test("a recorded cartridge of old ftape", () => {
    const cartridge = cartridges.find(({ name }) => name === "old-ftape-v2")!;
    const version = legacyVersion(cartridge.label)!;
    const marks = decodeLegacyMarks(bytesOf(cartridge.headerHex, HeaderBytes), 2, version);
    const { volumes } = legacyVolumes(marks, { ...cartridge, formatCode: 2 });
    expect(
      volumes.map(({ firstSegment, lastSegment, dataBytes }) => [
        firstSegment,
        lastSegment,
        dataBytes,
      ]),
    ).toEqual(cartridge.volumes.map((v) => [v.startSegment, v.endSegment, v.sizeBytes]));
  });
});

describe("damaged marks", () => {
  test("more than 448 of them are none", () => {
    const many = Array.from({ length: 449 }, (): [number, number] => [5, 1]);
    expect(decodeLegacyMarks(headerOf({ formatCode: 4, rawPairs: many }), 4, 2)).toEqual([]);
    const full = headerOf({ formatCode: 4, rawPairs: many.slice(1) });
    expect(decodeLegacyMarks(full, 4, 2)).toHaveLength(448);
    const counted = blankHeader();
    counted.set([0xc1, 0x01], 144);
    expect(decodeLegacyMarks(counted, 2, 2)).toEqual([]);
  });

  test.each<[string, LegacyMark]>([
    ["lies in front of the one before", { segment: 9, sector: 1 }],
    ["lies beyond the tape", { segment: 4200, sector: 1 }],
    ["names no sector", { segment: 20, sector: 0 }],
    ["names a sector beyond the segment", { segment: 20, sector: 33 }],
  ])("from a mark on that %s the rest of the tape is one volume", (_, mark) => {
    const marks = [{ segment: 10, sector: 5 }, mark, { segment: 30, sector: 1 }];
    const { volumes, endOfData, findings } = legacyVolumes(marks, area(2));
    expect(volumes.map(({ firstSegment, lastSegment }) => [firstSegment, lastSegment])).toEqual([
      [2, 10],
      [11, 4199],
    ]);
    expect(endOfData).toBe(4200);
    expect(findings.map(({ code }) => code)).toEqual(["LEGACY_MARK"]);
  });

  test("a volume never holds more than its segments do", () => {
    const short: DataArea = { ...area(2), dataBytes: (segment) => (segment === 10 ? 2048 : 29696) };
    const [volume] = legacyVolumes([{ segment: 10, sector: 32 }], short).volumes;
    expect(volume?.dataBytes).toBe(8 * 29696 + 2048);
  });

  test("a last mark at the end of the tape leaves no volume behind it", () => {
    const { volumes, endOfData } = legacyVolumes([{ segment: 4199, sector: 1 }], area(2));
    expect(volumes).toHaveLength(1);
    expect(endOfData).toBe(4200);
  });
});

describe("taking such a tape over", () => {
  test("clears log and count", () => {
    const bytes = headerOf({
      formatCode: 2,
      rawPairs: [
        [10, 5],
        [11, 1],
      ],
    });
    clearLegacyMarks(bytes, 2);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  test("clears the marks behind a bad sector list and leaves the list", () => {
    const bytes = headerOf({
      formatCode: 4,
      rawPairs: [
        [10, 5],
        [11, 1],
      ],
    });
    clearLegacyMarks(bytes, 4);
    expect(decodeLegacyMarks(bytes, 4, 2)).toEqual([]);
    const map = createBadSectorMap(4, 4200);
    map.set(2, 1);
    const expected = blankHeader();
    encodeBadSectorMap(map, expected);
    expect(Buffer.compare(bytes, expected)).toBe(0);
    expect([...decodeBadSectorMap(bytes, 4, 4200).entries()]).toEqual([[2, 1]]);
  });
});
