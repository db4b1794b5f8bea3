import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chooseVolumeLayout,
  clearLegacyMarks,
  decodeBadSectorMap,
  decodeFailedSectorLog,
  decodeHeaderSegment,
  decodeLegacyMarks,
  decodeQicTime,
  decodeVolumeEntry,
  decodeVolumeTable,
  encodeFailedSectorLog,
  encodeHeaderSegment,
  encodeQicTime,
  encodeVolumeEntry,
  type FormatCode,
  FormatError,
  type HeaderSegment,
  headerSegmentLayout,
  legacyVolumes,
  scrambleDitto2gb,
  UnsetQicTime,
  unscrambleDitto2gb,
  type VolumeEntry,
  type VolumeLayout,
  volumeEntryLayout,
  volumesOf,
  zftapeExtensionOf,
} from "../src/index.js";
import { blankHeader, hexOf } from "./recorded.js";

const formatCodes: FormatCode[] = [2, 3, 4, 5, 6];
const anyCode = fc.constantFrom(...formatCodes);
const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);

/** Text as decoding gives it: no blanks or NULs at the end. */
const label = (maxLength: number) =>
  fc
    .string({
      unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
      maxLength,
    })
    .map((characters) => characters.replace(/[ \0]+$/, ""));

/** A whole header segment: random bytes, repeated, so that fast-check need not make 29696 of them. */
const anySegment = fc
  .uint8Array({ minLength: 1, maxLength: 400 })
  .map((bytes) => blankHeader().map((_, i) => bytes[i % bytes.length]!));

/** Bytes of `before` that no row of a layout covers are the same in `after`. */
function restUntouched(
  before: Uint8Array,
  after: Uint8Array,
  rows: readonly { offset: number; size: number }[],
): boolean {
  const mask = (bytes: Uint8Array) => {
    const copy = bytes.slice();
    for (const { offset, size } of rows) copy.fill(0, offset, offset + size);
    return hexOf(copy);
  };
  return mask(before) === mask(after);
}

const anyHeader: fc.Arbitrary<HeaderSegment> = anyCode.chain((formatCode) => {
  const segment = formatCode === 6 ? u32 : u16;
  return fc.record({
    formatCode: fc.constant(formatCode),
    revision: u8,
    headerSegments: fc.tuple(segment, segment),
    firstDataSegment: segment,
    lastDataSegment: segment,
    formatDate: u32,
    writeDate: u32,
    segmentsPerTrack: u16,
    tracksPerCartridge: u8,
    floppyHeadMax: u8,
    floppyTrackMax: u8,
    floppySectorMax: u8,
    label: label(44),
    labelDate: u32,
    compressionMapStart: u16,
    reformatError: u8,
    segmentsWritten: u32,
    initialFormatDate: u32,
    formatCount: u16,
    failedSectorCount: u16,
    manufacturer: label(44),
    lotCode: label(44),
  });
});

const geometry = {
  segmentsPerTrack: 150,
  tracksPerCartridge: 28,
  floppyHeadMax: 6,
  floppyTrackMax: 149,
  floppySectorMax: 128,
};

test("headers: what is written is read back, and bytes outside the table stay", () => {
  fc.assert(
    fc.property(anyHeader, anySegment, (header, before) => {
      const after = before.slice();
      encodeHeaderSegment(header, after);
      const options = { geometry: { ...geometry, formatCode: header.formatCode } };
      expect(decodeHeaderSegment(after, options).header).toEqual(header);
      const fields = headerSegmentLayout(header.formatCode).filter(({ offset }) => offset < 256);
      const table = fields.filter(({ name }) => !/^(badSectorMap|failedSectorLog)$/.test(name));
      expect(restUntouched(before, after, table)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("Ditto 2GB: scrambling is undone byte for byte", () => {
  fc.assert(
    fc.property(anySegment, (segment) => {
      const plain = unscrambleDitto2gb(scrambleDitto2gb(segment));
      expect(hexOf(plain.subarray(4))).toBe(hexOf(segment.subarray(4)));
    }),
    { numRuns: 20 },
  );
});

const commonFields = {
  description: label(44),
  date: u32,
  flags: u8,
  cartridgeNumber: u8,
  password: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  directoryBytes: u32,
  osVersion: u16,
  sourceDrive: label(16),
  logicalDevice: u8,
  compression: u8,
};
const vendor = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const u64 = fc.maxSafeNat();
const anyEntry: fc.Arbitrary<VolumeEntry> = fc.oneof(
  fc.record({
    ...commonFields,
    layout: fc.constant("rev-k" as const),
    firstSegment: fc.nat(30000),
    lastSegment: fc.integer({ min: 30000, max: 65535 }),
    vendor: vendor(26),
    dataBytes: u32,
    physicalDevice: u8,
  }),
  fc.record({
    ...commonFields,
    layout: fc.constant("qic113" as const),
    firstSegment: fc.nat(30000),
    lastSegment: fc.integer({ min: 30000, max: 65535 }),
    vendor: vendor(26),
    dataBytes: u64,
    osType: u8,
  }),
  fc.record({
    ...commonFields,
    layout: fc.constant("big" as const),
    firstSegment: fc.nat(70000),
    lastSegment: fc.integer({ min: 70000, max: 0xffffffff }),
    vendor: vendor(14),
    dataBytes: u64,
    osType: u8,
    segmentCount: u32,
    specMajor: u16,
    specMinor: u16,
  }),
);

test("volume entries: what is written is read back, and bytes outside the table stay", () => {
  fc.assert(
    fc.property(anyEntry, vendor(128), (entry, before) => {
      const after = encodeVolumeEntry(entry, before.slice());
      expect(decodeVolumeEntry(after, entry.layout)).toEqual(entry);
      expect(restUntouched(before, after, volumeEntryLayout(entry.layout))).toBe(true);
      const decodedAgain = decodeVolumeEntry(after, entry.layout);
      expect(hexOf(encodeVolumeEntry(decodedAgain, after.slice()))).toBe(hexOf(after));
    }),
  );
});

test("the failed sector log: what is written is read back, and bytes outside it stay", () => {
  const entries = fc.array(fc.record({ segment: u16, date: u16 }), { maxLength: 448 });
  fc.assert(
    fc.property(fc.constantFrom<FormatCode>(2, 3, 5), entries, anySegment, (code, log, before) => {
      const after = before.slice();
      encodeFailedSectorLog(log, after, code);
      expect(decodeFailedSectorLog(after, code)).toEqual(log);
      const rows = headerSegmentLayout(code).filter(({ name }) => /^failedSector/.test(name));
      expect(restUntouched(before, after, rows)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("packed times: every value reads as a date that exists, and dates survive", () => {
  fc.assert(
    fc.property(u32, (value) => {
      const time = decodeQicTime(value);
      if (time === undefined) return;
      const packed = encodeQicTime(time);
      expect(packed).toBeLessThanOrEqual(value);
      if (packed !== 0 && packed !== UnsetQicTime) expect(decodeQicTime(packed)).toEqual(time);
    }),
  );
});

describe("arbitrary bytes never crash a decoder", () => {
  const formatErrorOnly = (decode: () => unknown) => {
    try {
      decode();
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  };

  test("headers", () => {
    const signed = anySegment.chain((bytes) =>
      fc.constantFrom([0x55, 0xaa, 0x55, 0xaa], [0x28, 0x82, 0x28, 0x82]).map((signature) => {
        bytes.set(signature);
        return bytes;
      }),
    );
    fc.assert(
      fc.property(signed, anyCode, (bytes, code) => {
        formatErrorOnly(() => decodeHeaderSegment(bytes));
        bytes[4] = code;
        formatErrorOnly(() => decodeHeaderSegment(bytes));
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) =>
        formatErrorOnly(() => decodeHeaderSegment(bytes)),
      ),
    );
  });

  test("bad sector maps, failed sector logs and legacy marks", () => {
    fc.assert(
      fc.property(anySegment, anyCode, (bytes, code) => {
        decodeBadSectorMap(bytes, code, 100);
        decodeFailedSectorLog(bytes, code);
        const marks = decodeLegacyMarks(bytes, code, 1);
        legacyVolumes(marks, { formatCode: code, firstDataSegment: 2, lastDataSegment: 99 });
        clearLegacyMarks(bytes, code);
      }),
      { numRuns: 60 },
    );
  });

  test("volume tables", () => {
    const slot = fc
      .tuple(vendor(128), fc.constantFrom("VTBL", "XTBL", "UTID", "EXVT", "????"))
      .map(([bytes, signature]) => {
        bytes.set(Buffer.from(signature));
        return bytes;
      });
    const layouts: VolumeLayout[] = ["rev-k", "qic113", "big"];
    fc.assert(
      fc.property(
        fc.array(slot, { maxLength: 12 }),
        anyCode,
        u32,
        u32,
        (slots, formatCode, firstDataSegment, lastDataSegment) => {
          const area = { formatCode, firstDataSegment, lastDataSegment };
          const table = decodeVolumeTable(Buffer.concat(slots), area);
          const { volumes } = volumesOf(table, area);
          expect(volumes.every(({ dataBytes }) => dataBytes >= 0)).toBe(true);
          for (const bytes of slots) {
            chooseVolumeLayout(bytes, area);
            zftapeExtensionOf(bytes, formatCode);
            for (const layout of layouts) decodeVolumeEntry(bytes, layout);
          }
        },
      ),
    );
  });
});
