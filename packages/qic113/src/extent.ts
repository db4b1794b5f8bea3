/**
 * How a segment of a compressed volume is divided into frames. Explained in docs/formats/qic-113.md:
 * an extent begins with the position of its bytes in the volume (4 or 8 bytes) and goes on with frames,
 * each a u16 size and its data, while more than 18 bytes remain. In a spanning volume a u16 in front
 * says where the first extent begins, behind the rest of a frame from the segment before.
 */

import { createByteCursor } from "./byte-cursor.js";
import { type ByteRange, touchesRange } from "./byte-ranges.js";

/** What the frames of a volume look like. */
export interface Framing {
  /** Frames may go on in the next segment. */
  readonly spanning: boolean;
  /** Size of the position in front of an extent: 4 in old volumes, else 8. */
  readonly positionBytes: 4 | 8;
}

/** Up to this many bytes at the end of a segment are fill, never a frame. */
export const FillBytes = 18;
/** Bit of a frame's size that says that its bytes are stored as they are. */
export const StoredFlag = 0x8000;
/** Size of the word that says how long a frame is. */
export const FrameSizeBytes = 2;

/** One frame, or its first part; `start` and `end` are offsets in the segment. */
export interface FramePart {
  readonly stored: boolean;
  readonly start: number;
  readonly end: number;
  /** Goes on in the next segment. */
  readonly continues: boolean;
}

/** The rest of a frame that began in an earlier segment. */
export interface FrameRest {
  readonly start: number;
  readonly end: number;
  readonly continues: boolean;
}

/** A segment taken apart. */
export interface Extent {
  /** Position of the first frame's first byte in the volume; undefined when no frame begins here. */
  readonly position: number | undefined;
  readonly frames: readonly FramePart[];
  readonly rest: FrameRest | undefined;
  /** The frames are followed by something that is neither a frame nor zeros, or cannot be read. */
  readonly broken: boolean;
}

/** Takes a segment apart; what touches `lost` bytes ends it. */
export function divideSegment(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  framing: Framing,
): Extent {
  const { head, rest, none } = framing.spanning
    ? spanningHead(bytes, lost)
    : { head: 0, rest: undefined, none: false };
  const size = bytes.length;
  const first = head + framing.positionBytes;
  if (none || size - head <= FillBytes)
    return { position: undefined, frames: [], rest, broken: none };
  if (touchesRange(lost, head, first))
    return { position: undefined, frames: [], rest, broken: true };
  const cursor = createByteCursor(bytes, head);
  const low = cursor.u32();
  const position = framing.positionBytes === 8 ? cursor.u32() * 2 ** 32 + low : low;
  const frames: FramePart[] = [];
  let at = first;
  let broken = false;
  while (size - at > (frames.length === 0 ? 2 : FillBytes)) {
    if (touchesRange(lost, at, at + 2)) {
      broken = true;
      break;
    }
    const word = bytes[at]! | (bytes[at + 1]! << 8);
    const length = word & ~StoredFlag;
    if (length === 0) break;
    const start = at + 2;
    const reaches = start + length >= size;
    if (start + length > size && !framing.spanning) {
      broken = true;
      break;
    }
    const end = Math.min(start + length, size);
    const continues = framing.spanning && reaches;
    frames.push({ stored: (word & StoredFlag) !== 0, start, end, continues });
    at = end;
  }
  return { position: frames.length > 0 ? position : undefined, frames, rest, broken };
}

interface Head {
  readonly head: number;
  readonly rest: FrameRest | undefined;
  /** Nobody can say where an extent begins. */
  readonly none: boolean;
}

/** The first two bytes of a segment in a spanning volume; 0 when the whole segment continues a frame. */
function spanningHead(bytes: Uint8Array, lost: readonly ByteRange[]): Head {
  const size = bytes.length;
  if (size < 2 || touchesRange(lost, 0, 2)) return { head: size, rest: undefined, none: true };
  const next = bytes[0]! | (bytes[1]! << 8);
  if (next === 1 || next > size) return { head: size, rest: undefined, none: true };
  if (next === 0)
    return { head: size, rest: { start: 2, end: size, continues: true }, none: false };
  return { head: next, rest: { start: 2, end: next, continues: false }, none: false };
}
