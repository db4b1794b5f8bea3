/** How fast the tape runs by recording standard and data rate, and how long motion may take. */
import type { QicStandard } from "@floppytape/qic-format";

/** Tape in motion at data speed. */
export interface TapeSpeed {
  readonly inchesPerSecond: number;
  /** From the beginning of a segment to that of the next. */
  readonly segmentMs: number;
  /** One sector with its id and gaps. */
  readonly sectorMs: number;
  /** Tape from segment to segment. */
  readonly pitchInches: number;
}

interface Recording {
  /** Tape speed in inches a second by data rate in kbit/s, fast ones first. */
  readonly speeds: readonly (readonly [rate: number, inchesPerSecond: number])[];
  readonly segmentsPerThousandFeet: number;
  readonly gap2: number;
  readonly gap3: number;
  /** Low density: the faster the data, the less precompensation. */
  readonly precompensated: boolean;
}

const recordings: Readonly<Record<QicStandard, Recording>> = {
  "QIC-40": {
    speeds: [
      [500, 50],
      [250, 25],
    ],
    segmentsPerThousandFeet: 332,
    gap2: 22,
    gap3: 233,
    precompensated: true,
  },
  "QIC-80": {
    speeds: [
      [1000, 68],
      [500, 34],
    ],
    segmentsPerThousandFeet: 488,
    gap2: 22,
    gap3: 233,
    precompensated: true,
  },
  "QIC-3010": {
    speeds: [
      [1000, 45.2],
      [500, 22.6],
    ],
    segmentsPerThousandFeet: 730,
    gap2: 22,
    gap3: 241,
    precompensated: false,
  },
  "QIC-3020": {
    speeds: [
      [2000, 45.2],
      [1000, 22.6],
    ],
    segmentsPerThousandFeet: 1430,
    gap2: 41,
    gap3: 248,
    precompensated: false,
  },
  "Ditto Max": {
    speeds: [
      [4000, 68],
      [3000, 51],
      [2000, 34],
    ],
    segmentsPerThousandFeet: 1940,
    gap2: 41,
    gap3: 248,
    precompensated: false,
  },
};

const dataBytes = 1024;
/** Sync, mark, id and CRC; then sync, mark and CRC of the data field. */
const idFieldBytes = 12 + 4 + 4 + 2;
const dataFieldBytes = 12 + 4 + dataBytes + 2;

/** Bytes that one formatted sector takes on tape, gaps included. */
function sectorTapeBytes(standard: QicStandard): number {
  const { gap2, gap3 } = recordings[standard];
  return idFieldBytes + gap2 + dataFieldBytes + gap3;
}

/** Bytes on tape before the first sector of a segment. */
export const SegmentPreambleBytes = 80 + 12 + 4 + 50;

/** Gap 3 of the FORMAT command. */
export function formatGap3(standard: QicStandard): number {
  return recordings[standard].gap3;
}

/** Data rates in kbit/s that a standard is recorded at, fast ones first. */
export function ratesOf(standard: QicStandard): readonly number[] {
  return recordings[standard].speeds.map(([rate]) => rate);
}

/** Speed and times at a data rate in kbit/s; undefined where the standard has no such rate. */
export function tapeSpeed(standard: QicStandard, rate: number): TapeSpeed | undefined {
  const { speeds, segmentsPerThousandFeet } = recordings[standard];
  const inchesPerSecond = speeds.find(([candidate]) => candidate === rate)?.[1];
  if (inchesPerSecond === undefined) return undefined;
  const pitchInches = 12_000 / segmentsPerThousandFeet;
  const segmentMs = (1000 * pitchInches) / inchesPerSecond;
  return {
    inchesPerSecond,
    segmentMs,
    sectorMs: (sectorTapeBytes(standard) * 8) / rate,
    pitchInches,
  };
}

/** Write precompensation in nanoseconds: 125 at 500 kbit/s; none for the dense standards. */
export function precompensationNs(standard: QicStandard, rate: number): number {
  if (!recordings[standard].precompensated || rate > 1000) return 0;
  if (rate >= 1000) return 42;
  return rate >= 500 ? 125 : 250;
}

/** How long motions may take, in milliseconds. */
export interface MotionTimeouts {
  /** The whole tape at data speed. */
  readonly seekMs: number;
  /** The whole tape at winding speed. */
  readonly rewindMs: number;
  /** Reset, load point and autoload. */
  readonly resetMs: number;
}

/** Before anything is known of the tape. */
export const DefaultTimeouts: MotionTimeouts = {
  seekMs: 650_000,
  rewindMs: 650_000,
  resetMs: 670_000,
};

export interface TimeoutFacts {
  readonly standard: QicStandard;
  /** In kbit/s. */
  readonly rate: number;
  /** Undefined: unknown, 1500 ft are assumed. */
  readonly feet?: number | undefined;
  /** Winding speed in inches a second. Undefined: unknown, that of the slowest drive is assumed. */
  readonly windIps?: number | undefined;
}

const longestFeet = 1500;
const slowestWindIps = 45;

/** Time-outs that a cartridge of this length in this drive never reaches. */
export function motionTimeouts(facts: TimeoutFacts): MotionTimeouts {
  const { speeds } = recordings[facts.standard];
  const slowest = speeds.at(-1)?.[1] ?? slowestWindIps;
  const ips = tapeSpeed(facts.standard, facts.rate)?.inchesPerSecond ?? slowest;
  const inches = 12 * (facts.feet || longestFeet);
  const seekMs = (1000 * 1.1 * inches) / ips;
  const rewindMs = (1000 * 1.2 * inches) / (facts.windIps || slowestWindIps);
  return { seekMs, rewindMs, resetMs: 20_000 + rewindMs };
}
