import type { FramingCheckpoint, SegmentFraming } from "./segment-framing.js";

/** A {@link SegmentFraming} that stores a stream as it is. */
export interface PlainFraming extends SegmentFraming {
  /** Appends to the stream; the bytes are copied. */
  push(bytes: Uint8Array): void;
  /** Bytes that were pushed and not yet handed out. */
  readonly pendingBytes: number;
}

/** Segment contents are the stream's bytes in order; the last segment ends in zeros. */
export function createPlainFraming(): PlainFraming {
  let buffer = new Uint8Array(64 * 1024);
  /** Stream position of the first byte in the buffer, of the next to hand out, and of the end. */
  let base = 0;
  let next = 0;
  let end = 0;
  const checkpoints = new Map<FramingCheckpoint, number>();

  /** Drops what no checkpoint can go back to, then makes room for `bytes` more. */
  const makeRoom = (bytes: number) => {
    const keep = Math.min(next, ...checkpoints.values());
    const used = end - keep;
    if (used + bytes > buffer.length) {
      const grown = new Uint8Array(Math.max(2 * buffer.length, used + bytes));
      grown.set(buffer.subarray(keep - base, end - base));
      buffer = grown;
    } else if (end - base + bytes > buffer.length) {
      buffer.copyWithin(0, keep - base, end - base);
    } else {
      return;
    }
    base = keep;
  };
  const positionOf = (checkpoint: FramingCheckpoint): number => {
    const position = checkpoints.get(checkpoint);
    if (position === undefined)
      throw new RangeError("checkpoint was released or is not of this framing");
    return position;
  };

  return {
    push(bytes) {
      makeRoom(bytes.length);
      buffer.set(bytes, end - base);
      end += bytes.length;
    },
    get pendingBytes() {
      return end - next;
    },
    next(dataBytes, final) {
      const pending = end - next;
      if (pending === 0 || (pending < dataBytes && !final)) return undefined;
      const contents = new Uint8Array(dataBytes);
      const taken = Math.min(pending, dataBytes);
      contents.set(buffer.subarray(next - base, next - base + taken));
      next += taken;
      return contents;
    },
    checkpoint() {
      const checkpoint = {};
      checkpoints.set(checkpoint, next);
      return checkpoint;
    },
    rewindTo(checkpoint) {
      next = positionOf(checkpoint);
    },
    release(checkpoint) {
      positionOf(checkpoint);
      checkpoints.delete(checkpoint);
    },
  };
}
