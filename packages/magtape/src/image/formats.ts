import { awsCodec } from "./aws-codec.js";
import type { ContainerCodec, ReadingOptions, RecordImageFormat } from "./container.js";
import { DefaultFixedRecordBytes, fixedCodec } from "./fixed-codec.js";
import { p7bCodec } from "./p7b-codec.js";
import { tpcCodec } from "./tpc-codec.js";
import { e11Codec, tapCodec } from "./word-codec.js";

/** What is to be known of a kind of record images. */
export interface RecordImageFormatInfo {
  readonly format: RecordImageFormat;
  readonly title: string;
  /** Endings of file names by which it is known, lower case, with the dot. */
  readonly extensions: readonly string[];
  /** A unit can write it; the others are read, and written as a whole by a conversion. */
  readonly writable: boolean;
  /** Longest record that can be written, in bytes. */
  readonly longestRecordBytes: number;
  /** It can say that a record was read with an error. */
  readonly keepsDamage: boolean;
}

/** Longest record of any format, in bytes. */
export const LongestRecordBytes = 0xffffff;

type Row = RecordImageFormatInfo & { readonly codec: ContainerCodec };

const rows: readonly Row[] = [
  {
    format: "tap",
    title: "SIMH",
    extensions: [".tap"],
    writable: true,
    longestRecordBytes: LongestRecordBytes,
    keepsDamage: true,
    codec: tapCodec,
  },
  {
    format: "e11",
    title: "E11",
    extensions: [".e11"],
    writable: true,
    longestRecordBytes: LongestRecordBytes,
    keepsDamage: true,
    codec: e11Codec,
  },
  {
    format: "aws",
    title: "AWSTAPE",
    extensions: [".aws"],
    writable: true,
    longestRecordBytes: LongestRecordBytes,
    keepsDamage: false,
    codec: awsCodec,
  },
  {
    format: "tpc",
    title: "TPC",
    extensions: [".tpc"],
    writable: false,
    longestRecordBytes: 0xfffe,
    keepsDamage: false,
    codec: tpcCodec,
  },
  {
    format: "p7b",
    title: "seven-track, Paul Pierce's",
    extensions: [".p7b"],
    writable: false,
    longestRecordBytes: LongestRecordBytes,
    keepsDamage: false,
    codec: p7bCodec,
  },
  {
    format: "fixed",
    title: "raw file in records of one length",
    extensions: [".tar"],
    writable: false,
    longestRecordBytes: LongestRecordBytes,
    keepsDamage: false,
    codec: fixedCodec,
  },
];

/** Every format, those that units write first. */
export const recordImageFormats: readonly RecordImageFormatInfo[] = rows.map(
  ({ codec: _, ...info }) => info,
);

/** @throws {TypeError} for a format that does not exist. */
export function codecOf(format: RecordImageFormat): ContainerCodec {
  return rowOf(format).codec;
}

/** @throws {TypeError} for a format that does not exist. */
export function formatInfo(format: RecordImageFormat): RecordImageFormatInfo {
  return rowOf(format);
}

/** Bytes of the marker for the end of the medium, where the format has one. */
export function endMarkerBytes(format: RecordImageFormat): number {
  return format === "tpc" ? 2 : 4;
}

function rowOf(format: RecordImageFormat): Row {
  const row = rows.find((candidate) => candidate.format === format);
  if (row === undefined) throw new TypeError(`format: ${format} is no format of record images`);
  return row;
}

/** How an image is to be read, as far as a caller may say. */
export interface RecordImageOptions {
  /** Refuse what is only tolerated: private and reserved objects, wrong padding. Default false. */
  readonly strict?: boolean;
  /** Bytes of a record of format `fixed`. Default 10240. */
  readonly recordBytes?: number;
}

/** @throws {RangeError} */
export function readingOptions(options: RecordImageOptions): ReadingOptions {
  const { strict = false, recordBytes = DefaultFixedRecordBytes } = options;
  if (!Number.isInteger(recordBytes) || recordBytes < 1 || recordBytes > LongestRecordBytes)
    throw new RangeError(`recordBytes: ${recordBytes} is not between 1 and ${LongestRecordBytes}`);
  return { strict, recordBytes, longestRecordBytes: LongestRecordBytes };
}
