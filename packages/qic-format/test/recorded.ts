import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { FormatCode, Geometry } from "../src/index.js";
import { HeaderBytes } from "../src/index.js";

const file = (name: string) => readFileSync(new URL(`vectors/${name}`, import.meta.url));

export const vectors = JSON.parse(file("bsm.json").toString());

export interface RecordedCartridge {
  name: string;
  geometry: {
    formatCode: FormatCode;
    segmentsPerTrack: number;
    tracks: number;
    floppyHeadMax: number;
    floppyTrackMax: number;
    floppySectorMax: number;
    qicStandard: string;
    tapeStatus: number;
  };
  segments: number;
  label: string;
  headerSegments: [number, number];
  firstDataSegment: number;
  lastDataSegment: number;
  badSectorMap: Record<string, string>;
  headerHex: string;
  tableBytes: number;
  tableHex: string;
  slots: {
    signature: string;
    description: string | null;
    zftape: boolean | null;
    startSegment: number;
    endSegment: number;
    blockSize: number | null;
    size: number | null;
    compressed: boolean | null;
  }[];
  capacityKb: number;
  volumes: {
    startSegment: number;
    endSegment: number;
    sizeBytes: number;
    volinfo: { volno: number; blksz: number; rawsizeKb: number; sizeKb: number; cmpr: number };
    compressed: boolean;
    zftapeVolume: boolean;
  }[];
}

export const cartridges: RecordedCartridge[] = JSON.parse(
  gunzipSync(file("cartridges.json.gz")).toString(),
).cartridges;

/** Bytes of a hex string, followed by zeros up to `size`. */
export function bytesOf(hex: string, size = hex.length / 2): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(hex, "hex"));
  return bytes;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A header segment of zeros. */
export function blankHeader(): Uint8Array {
  return new Uint8Array(HeaderBytes);
}

export function geometryOf(row: RecordedCartridge["geometry"]): Geometry {
  return {
    formatCode: row.formatCode,
    segmentsPerTrack: row.segmentsPerTrack,
    tracksPerCartridge: row.tracks,
    floppyHeadMax: row.floppyHeadMax,
    floppyTrackMax: row.floppyTrackMax,
    floppySectorMax: row.floppySectorMax,
  };
}
