/** How the standards lay sectors along a track, and at which speed the tape passes for a data rate. */
import type { QicStandard } from "@floppytape/qic-format";
import type { TapeType } from "./tape-medium.js";

export interface RecordingFormat {
  /** From the beginning of one segment to that of the next, micrometres of tape. */
  readonly pitchUm: number;
  /** Bytes between id and data field: 22, or 41 where recording is perpendicular. */
  readonly gap2: number;
  /** Bytes between sectors. */
  readonly gap3: number;
  /** Tape speed in inches per second, by data rate in kbit/s. */
  readonly speeds: ReadonlyMap<number, number>;
  readonly tracks: { readonly narrow: number; readonly wide: number };
}

const UmPerInch = 25_400;

function format(
  segmentsPerThousandFeet: number,
  [gap2, gap3]: readonly [number, number],
  speeds: readonly (readonly [kbit: number, ips: number])[],
  [narrow, wide]: readonly [number, number],
): RecordingFormat {
  const pitchUm = (12_000 / segmentsPerThousandFeet) * UmPerInch;
  return { pitchUm, gap2, gap3, speeds: new Map(speeds), tracks: { narrow, wide } };
}

/** Segment counts, gaps and speeds of the drives' own tables; Ditto Max is an educated guess of ftape's. */
// biome-ignore format: a table
export const recordingFormats: Readonly<Record<QicStandard, RecordingFormat>> = {
  "QIC-40": format(332, [22, 233], [[250, 25], [500, 50]], [20, 20]),
  "QIC-80": format(488, [22, 233], [[500, 34], [1000, 68]], [28, 36]),
  "QIC-3010": format(730, [22, 241], [[500, 22.6], [1000, 45.2]], [40, 50]),
  "QIC-3020": format(1430, [41, 248], [[1000, 22.6], [2000, 45.2]], [40, 50]),
  "Ditto Max": format(1940, [41, 248], [[2000, 34], [3000, 51], [4000, 68]], [72, 72]),
};

/** Blank tape on both sides of the recorded part, in segments of the cartridge's own standard. */
const MarginSegments = 2;

/** Tape before the first segment of a track, at either end, in micrometres. */
export function marginUm(type: TapeType): number {
  return MarginSegments * recordingFormats[type.standard].pitchUm;
}

/** Length of tape that segments fit on. */
export function usableUm(type: TapeType): number {
  return type.geometry.segmentsPerTrack * recordingFormats[type.standard].pitchUm;
}

/** Segments of a standard that fit on one track. */
export function capacityOf(type: TapeType, standard: QicStandard): number {
  return standard === type.standard
    ? type.geometry.segmentsPerTrack
    : Math.floor(usableUm(type) / recordingFormats[standard].pitchUm);
}

/** Tracks that a standard has on this tape. */
export function tracksOf(type: TapeType, standard: QicStandard): number {
  if (standard === type.standard) return type.geometry.tracksPerCartridge;
  return recordingFormats[standard].tracks[type.wide ? "wide" : "narrow"];
}

/** Where in a segment things pass, nanoseconds after the segment's beginning, at tape speed. */
export interface SegmentTiming {
  readonly segmentNs: number;
  readonly sectorNs: number;
  /** When sector 0 begins. */
  readonly firstSectorNs: number;
  /** After the beginning of a sector: id read, first data byte, data CRC read. */
  readonly idNs: number;
  readonly dataNs: number;
  readonly endNs: number;
  /** When the index at the end of the segment comes. */
  readonly closeNs: number;
  readonly umPerNs: number;
}

/** Gap 4a, sync, index mark and gap 1. */
const PreambleBytes = 146;
/** Sync, mark, C/H/R/N and CRC. */
const IdBytes = 22;
const DataPrefixBytes = 16;
const DataBytes = 1024 + 2;
/** The closing index leaves room for sectors that were written a little too long. */
const SlackBeforeClose = 1 / 8;

const timings = new Map<string, SegmentTiming>();

/** Undefined where the standard has no tape speed for the rate. */
export function segmentTiming(standard: QicStandard, rateKbit: number): SegmentTiming | undefined {
  const key = `${standard} ${rateKbit}`;
  let timing = timings.get(key);
  if (timing === undefined) {
    timing = computeTiming(recordingFormats[standard], rateKbit);
    if (timing !== undefined) timings.set(key, timing);
  }
  return timing;
}

function computeTiming(
  { pitchUm, gap2, gap3, speeds }: RecordingFormat,
  rateKbit: number,
): SegmentTiming | undefined {
  const ips = speeds.get(rateKbit);
  if (ips === undefined) return undefined;
  const byteNs = 8_000_000 / rateKbit;
  const segmentNs = Math.round((pitchUm / UmPerInch / ips) * 1e9);
  const dataAt = IdBytes + gap2 + DataPrefixBytes;
  const sectorBytes = dataAt + DataBytes + gap3;
  const recordedNs = (PreambleBytes + 32 * sectorBytes) * byteNs;
  return {
    segmentNs,
    sectorNs: sectorBytes * byteNs,
    firstSectorNs: PreambleBytes * byteNs,
    idNs: IdBytes * byteNs,
    dataNs: dataAt * byteNs,
    endNs: (dataAt + DataBytes) * byteNs,
    closeNs: Math.round(recordedNs + (segmentNs - recordedNs) * SlackBeforeClose),
    umPerNs: pitchUm / segmentNs,
  };
}
