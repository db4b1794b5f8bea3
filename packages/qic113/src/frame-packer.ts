/** Packs a compressed volume: frames in extents, within segments or spanning them. */
import { lzs, lzsCompressBound } from "@floppytape/lz";
import { FillBytes, type Framing, StoredFlag } from "./extent.js";
import type { SegmentPacker, SegmentRoom } from "./segment-packer.js";

/** Uncompressed bytes of a frame: enough for LZS, whose history has 2 KiB, and small damage when one is lost. */
const frameBytes = 8192;
const nextBytes = 2;
const sizeBytes = 2;

/** A packer for the given framing. */
export function createFramePacker(room: SegmentRoom, framing: Framing): SegmentPacker {
  const { spanning, positionBytes } = framing;
  const full: Uint8Array[] = [];
  const compressed = new Uint8Array(lzsCompressBound(frameBytes));
  const waiting = new Uint8Array(frameBytes);
  let waitingBytes = 0;
  let waitsStored = false;
  let position = 0; // of the next frame in the volume
  let segment: Uint8Array | undefined;
  let at = 0;
  let begun = false; // the extent has its position
  let rest = new Uint8Array(0); // of a frame that goes on in the next segment

  const close = () => {
    if (segment !== undefined) full.push(segment);
    segment = undefined;
  };

  /** A segment with room for a frame, its extent begun. */
  const open = (): Uint8Array => {
    for (;;) {
      if (segment !== undefined && segment.length - at > FillBytes) break;
      close();
      segment = room.next();
      at = 0;
      begun = false;
      if (spanning && segment.length > 0) continueFrame(segment);
    }
    if (!begun) beginExtent(segment);
    return segment;
  };

  const beginExtent = (target: Uint8Array) => {
    const view = new DataView(target.buffer);
    view.setUint32(at, position % 2 ** 32, true);
    if (positionBytes === 8) view.setUint32(at + 4, Math.floor(position / 2 ** 32), true);
    at += positionBytes;
    begun = true;
  };

  /** Writes what is left of a frame, and where it ends: 0 when that is not in this segment. */
  const continueFrame = (target: Uint8Array) => {
    const part = rest.subarray(0, target.length - nextBytes);
    target.set(part, nextBytes);
    at = nextBytes + part.length;
    const ends = part.length === rest.length;
    new DataView(target.buffer).setUint16(0, ends ? at : 0, true);
    rest = rest.slice(part.length);
  };

  const writeFrame = (target: Uint8Array, body: Uint8Array, stored: boolean) => {
    const part = body.subarray(0, target.length - at - sizeBytes);
    new DataView(target.buffer).setUint16(at, part.length | (stored ? StoredFlag : 0), true);
    target.set(part, at + sizeBytes);
    at += sizeBytes + part.length;
    rest = body.slice(part.length);
  };

  const addFrame = (plain: Uint8Array, stored: boolean) => {
    for (let from = 0; from < plain.length; ) {
      const target = open();
      const left = plain.subarray(from);
      const fits = target.length - at - sizeBytes;
      let chosen = left;
      let body = smaller(left, stored);
      // What does not fit is cut: so many bytes fit, if need be as they are.
      if (!spanning && body.length > fits) {
        chosen = left.subarray(0, fits);
        body = smaller(chosen, stored);
      }
      writeFrame(target, body, body === chosen);
      from += chosen.length;
      position += chosen.length;
    }
  };

  const smaller = (plain: Uint8Array, stored: boolean): Uint8Array => {
    if (stored) return plain;
    const length = lzs().compress(plain, compressed);
    return length < plain.length ? compressed.subarray(0, length) : plain;
  };

  const flush = () => {
    addFrame(waiting.subarray(0, waitingBytes), waitsStored);
    waitingBytes = 0;
  };

  return {
    push(bytes, stored) {
      if (waitsStored !== (stored !== undefined)) flush();
      waitsStored = stored !== undefined;
      for (let from = 0; from < bytes.length; ) {
        const part = bytes.subarray(from, from + frameBytes - waitingBytes);
        waiting.set(part, waitingBytes);
        waitingBytes += part.length;
        from += part.length;
        if (waitingBytes === frameBytes) flush();
      }
    },
    boundary() {
      flush();
      while (rest.length > 0) {
        close();
        segment = room.next();
        if (segment.length === 0) continue;
        continueFrame(segment);
        // What follows the frame is an extent without frames, at its place like any other.
        if (segment.length - at > FillBytes) beginExtent(segment);
      }
      close();
    },
    take: () => full.splice(0),
  };
}
