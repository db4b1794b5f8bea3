import { Qic113Error } from "./errors.js";

/** Puts a volume's bytes into segments. */
export interface SegmentPacker {
  /** Takes bytes of the stream; `stored` keeps them from being compressed. The array is not kept. */
  push(bytes: Uint8Array, stored?: "stored"): void;
  /** What follows begins in a segment of its own. */
  boundary(): void;
  /** Segments that are full, in order. */
  take(): Uint8Array[];
}

/** Zeroed memory for the segments of a volume to be written, one after the other. */
export interface SegmentRoom {
  /** @throws {Qic113Error} `NO_SPACE` behind the last segment. */
  next(): Uint8Array;
}

/** Segments below this size have no room for a frame; there are none between 0 and 1024 bytes. */
const leastBytes = 64;

/** Room of the segments `firstSegment` to `lastSegment`, inclusive. */
export function createSegmentRoom(
  firstSegment: number,
  lastSegment: number,
  dataBytes: (segment: number) => number,
): SegmentRoom {
  let segment = firstSegment;
  return {
    next() {
      if (segment > lastSegment)
        throw new Qic113Error(
          "NO_SPACE",
          `the volume does not fit into segments ${firstSegment} to ${lastSegment}`,
          { firstSegment, lastSegment },
        );
      const size = dataBytes(segment++);
      if (size !== 0 && size < leastBytes)
        throw new RangeError(`dataBytes must be 0 or at least ${leastBytes}, got ${size}`);
      return new Uint8Array(size);
    },
  };
}

/** Packs an uncompressed volume: bytes as they come. */
export function createPlainPacker(room: SegmentRoom): SegmentPacker {
  const full: Uint8Array[] = [];
  let segment: Uint8Array | undefined;
  let at = 0;
  const close = () => {
    if (segment !== undefined) full.push(segment);
    segment = undefined;
    at = 0;
  };
  return {
    push(bytes) {
      for (let from = 0; from < bytes.length; ) {
        segment ??= room.next();
        const part = bytes.subarray(from, from + segment.length - at);
        segment.set(part, at);
        at += part.length;
        from += part.length;
        if (at === segment.length) close();
      }
    },
    boundary: close,
    take: () => full.splice(0),
  };
}
