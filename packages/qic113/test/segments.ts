import type { ByteRange, SegmentDataSource } from "../src/index.js";

/** Segments in memory that can be lost, wholly or in part. */
export interface MemorySegments extends SegmentDataSource {
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly segments: readonly Uint8Array[];
  /** Segments that cannot be read, by number. */
  readonly lostSegments: Set<number>;
  /** Parts of segments that cannot be read, by number. */
  readonly lostParts: Map<number, readonly ByteRange[]>;
  /** Parts of segments that were corrected, and that nothing vouches for, by number. */
  readonly correctedParts: Map<number, readonly ByteRange[]>;
  readonly unverifiedParts: Map<number, readonly ByteRange[]>;
}

export function memorySegments(segments: readonly Uint8Array[], firstSegment = 3): MemorySegments {
  const lostSegments = new Set<number>();
  const lostParts = new Map<number, readonly ByteRange[]>();
  const correctedParts = new Map<number, readonly ByteRange[]>();
  const unverifiedParts = new Map<number, readonly ByteRange[]>();
  const memory = new Uint8Array(32 * 1024); // what is read takes the place of what was read before
  return {
    firstSegment,
    lastSegment: firstSegment + segments.length - 1,
    segments,
    lostSegments,
    lostParts,
    correctedParts,
    unverifiedParts,
    dataBytes: (segment) => segments[segment - firstSegment]!.length,
    async readSegment(segment) {
      memory.fill(0xa5);
      if (lostSegments.has(segment)) return { bytes: undefined };
      const bytes = memory.subarray(0, segments[segment - firstSegment]!.length);
      bytes.set(segments[segment - firstSegment]!);
      const lost = lostParts.get(segment) ?? [];
      for (const { start, end } of lost) bytes.fill(0xa5, start, end);
      const corrected = correctedParts.get(segment) ?? [];
      const unverified = unverifiedParts.get(segment) ?? [];
      return { bytes, lost, corrected, unverified };
    },
  };
}

/** Bytes cut into segments of one size, zeros behind them. */
export function segmentsOf(bytes: Uint8Array, size = 29696): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const segment = new Uint8Array(size);
    segment.set(bytes.subarray(at, at + size));
    segments.push(segment);
  }
  return segments;
}

/** Bytes of hexadecimal digits; blanks are left out. */
export function fromHex(hex: string): Uint8Array {
  const pairs = hex.replaceAll(/\s/g, "").match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/** Bytes one behind the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
