/**
 * The offset tables of a header segment: the only place that knows where its fields lie. Sources:
 * QIC-80 and its successors, with the names in docs/formats/header-segment.md.
 */
import type { FormatCode } from "./geometry.js";
import { type FieldLayout, type Struct, struct, text, u8, u16, u32 } from "./layout.js";

/** User bytes of a segment without bad sectors; a header segment never has one. */
export const HeaderBytes = 29696;

/** The fixed part in front of log and map, under the names of the tables. */
export interface HeaderFields {
  signature: number;
  formatCode: number;
  revision: number;
  headerSegment1: number;
  headerSegment2: number;
  firstDataSegment: number;
  lastDataSegment: number;
  formatDate: number;
  writeDate: number;
  segmentsPerTrack: number;
  tracksPerCartridge: number;
  floppyHeadMax: number;
  floppyTrackMax: number;
  floppySectorMax: number;
  label: string;
  labelDate: number;
  compressionMapStart: number;
  reformatError: number;
  segmentsWritten: number;
  initialFormatDate: number;
  formatCount: number;
  failedSectorCount: number;
  manufacturer: string;
  lotCode: string;
}

const fixedBytes = 256;

const common = {
  signature: [0, u32],
  formatCode: [4, u8],
  revision: [5, u8],
  formatDate: [14, u32],
  writeDate: [18, u32],
  segmentsPerTrack: [24, u16],
  tracksPerCartridge: [26, u8],
  floppyHeadMax: [27, u8],
  floppyTrackMax: [28, u8],
  floppySectorMax: [29, u8],
  label: [30, text(44)],
  labelDate: [74, u32],
  compressionMapStart: [78, u16],
  reformatError: [128, u8],
  segmentsWritten: [130, u32],
  initialFormatDate: [138, u32],
  formatCount: [142, u16],
  failedSectorCount: [144, u16],
  manufacturer: [146, text(44)],
  lotCode: [190, text(44)],
} as const;

const narrow = struct<HeaderFields>(fixedBytes, {
  ...common,
  headerSegment1: [6, u16],
  headerSegment2: [8, u16],
  firstDataSegment: [10, u16],
  lastDataSegment: [12, u16],
});

const big = struct<HeaderFields>(fixedBytes, {
  ...common,
  headerSegment1: [234, u32],
  headerSegment2: [238, u32],
  firstDataSegment: [242, u32],
  lastDataSegment: [246, u32],
});

/** The table that a format code selects. */
export function headerTable(formatCode: FormatCode): Struct<HeaderFields> {
  return formatCode === 6 ? big : narrow;
}

const map2048 = { name: "badSectorMap", offset: 2048, size: HeaderBytes - 2048 };
const map256 = { name: "badSectorMap", offset: 256, size: HeaderBytes - 256 };
const log = { name: "failedSectorLog", offset: 256, size: map2048.offset - 256 };

/** Where the bad sector map lies. */
export function badSectorMapRegion(formatCode: FormatCode): FieldLayout {
  return formatCode === 4 || formatCode === 6 ? map256 : map2048;
}

/** Where the failed sector log lies; undefined for codes 4 and 6, which have none. */
export function failedSectorLogRegion(formatCode: FormatCode): FieldLayout | undefined {
  return badSectorMapRegion(formatCode) === map2048 ? log : undefined;
}

/** Every field and region of a header segment, by offset; for dumps and documentation. */
export function headerSegmentLayout(formatCode: FormatCode): readonly FieldLayout[] {
  const regions = [failedSectorLogRegion(formatCode), badSectorMapRegion(formatCode)];
  return [...headerTable(formatCode).rows, ...regions.filter((region) => region !== undefined)];
}

/** The bytes of a region, shared with `bytes`. */
export function regionOf(bytes: Uint8Array, region: FieldLayout): Uint8Array {
  return bytes.subarray(region.offset, region.offset + region.size);
}

/** Part of Ditto 2GB headers that is scrambled: everything behind the fixed part. */
export const scrambledFrom = fixedBytes;

const start = struct<{ signature: number; formatCode: number }>(5, {
  signature: common.signature,
  formatCode: common.formatCode,
});

/** Signature and format code, which decide how to read the rest. */
export function headerStart(bytes: Uint8Array): { signature: number; formatCode: number } {
  return start.decode(bytes);
}
