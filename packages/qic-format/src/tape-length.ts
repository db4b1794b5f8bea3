/** Tape length and segments per track, one from the other. */
import { type QicStandard, standardOf } from "./cartridge-type.js";
import type { Geometry } from "./geometry.js";

/** Segments on 1000 ft of one track, as the original driver estimates times with. */
const segmentsPerThousandFeet: Readonly<Record<QicStandard, number>> = {
  "QIC-40": 332,
  "QIC-80": 488,
  "QIC-3010": 730,
  "QIC-3020": 1430,
  "Ditto Max": 1940,
};

/** Segment pitch and the share of the last one that may hang over, in inches (standards, 5.4.1). */
const pitch = {
  "QIC-80": { overhang: 0.68, segment: 23.88 },
  "QIC-3010": { overhang: 0.452, segment: 15.936 },
  "QIC-3020": { overhang: 0.226, segment: 8.131 },
} as const;

export interface TapeLengthOptions {
  /** Default: guessed from the geometry, QIC-80 when that fails. */
  standard?: QicStandard;
  /** Format code 2 only: the drive reports a 307.5 ft tape. Default false. */
  long?: boolean;
}

/**
 * Tape length in feet, rounded up. Exact for the fixed lengths, an estimate for format codes 4 and 6;
 * good for timeouts and for showing, not for addressing.
 */
export function tapeLengthFeet(g: Geometry, options: TapeLengthOptions = {}): number {
  switch (g.formatCode) {
    case 2:
      return options.long ? 307 : 205;
    case 3:
      return 1100;
    case 5:
      return 425;
    default: {
      const standard = options.standard ?? standardOf(g) ?? "QIC-80";
      return Math.ceil((1000 * g.segmentsPerTrack) / segmentsPerThousandFeet[standard]);
    }
  }
}

/**
 * The fewest segments per track that the standards allow on a tape of variable length.
 * @throws {RangeError} when `feet` is too short for a single segment.
 */
export function minimumSegmentsPerTrack(standard: keyof typeof pitch, feet: number): number {
  const { overhang, segment } = pitch[standard];
  const count = Math.floor((feet * 12 * 0.97 - 1.36 + overhang) / segment);
  if (!(count >= 1)) throw new RangeError(`feet must leave room for a segment, got ${feet}`);
  return count;
}
