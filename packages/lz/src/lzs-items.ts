/**
 * The fast half of the decoder: whole items while there is plenty of stream and of room. Against the
 * reference: one 32-bit load for an item or for two literals; arithmetic instead of branches that
 * nobody can predict (is there a second literal, is it the short form); length codes from a table; the
 * groups of a long copy six at a time; copies by words of 32 bits that may write past their end.
 */
import { FullGroup, LongCopyBytes } from "./lzs-format.js";

/** Where the decoder stands in the arrays of one call. */
export interface ItemRun {
  /** Bits of `compressed` that are used. */
  bit: number;
  /** Bytes of `into` that are filled. */
  position: number;
}

/** Bytes of stream that one load may touch, and bits of it that are valid whatever the shift. */
const LoadBytes = 4;
const LoadGroups = 6;

/** Bits of stream in one call, so that positions stay small integers. */
const MaxRunBits = 2 ** 30;

/** By the next 4 bits: length of a copy times 8, plus length of its code. 1111 goes on in groups. */
const lengthCodes = Uint8Array.from(
  [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8],
  (length) => length * 8 + (length < 5 ? 2 : 4),
);
const AnyLongCopy = LongCopyBytes * 8 + 4;

/** Copies longer than this are left to the built-in ones. */
const WordCopyBytes = 64;

/** Copies by words are done in steps of two, and may write so far past their end. */
const WordBytes = 4;
const StepBytes = 2 * WordBytes;

/**
 * Expands items and moves `run` behind the last one. Stops in front of any item that is not plain: the
 * end marker, a copy from before the start of `into`, what does not fit, what is wrong, and whatever
 * begins in the last bytes of the stream. Only the first `room` bytes of `into` are written to, but
 * also some behind the last item.
 */
export function expandItems(
  compressed: Uint8Array,
  into: Uint8Array,
  room: number,
  run: ItemRun,
): void {
  const from = Math.floor(run.bit / 8);
  const left = compressed.length - from - LoadBytes;
  if (left < 0) return;
  const source = new DataView(compressed.buffer, compressed.byteOffset + from, left + LoadBytes);
  const text = new DataView(into.buffer, into.byteOffset, room);
  const lastBit = Math.min(left * 8, MaxRunBits);
  const wordRoom = room - WordCopyBytes - StepBytes;
  let bit = run.bit - from * 8;
  let position = run.position;

  while (bit <= lastBit) {
    const word = source.getInt32(bit >> 3) << (bit & 7);
    if (word >= 0) {
      if (position + 2 > room) break;
      into[position] = word >>> 23;
      into[position + 1] = word >>> 14;
      const both = ~(word >>> 22) & 1;
      position += 1 + both;
      bit += 9 + 9 * both;
      continue;
    }

    const short = (word >>> 28) & 4;
    const offset = (word << 2) >>> (21 + short);
    if (offset === 0 || offset > position) break;
    const code = lengthCodes[(word << (13 - short)) >>> 28]!;
    let length = code >> 3;
    let next = bit + 13 - short + (code & 7);
    if (code === AnyLongCopy) {
      let groups = LoadGroups;
      while (groups === LoadGroups && next <= lastBit) {
        const codes = source.getInt32(next >> 3) << (next & 7);
        groups = Math.min(Math.clz32(~codes) >> 2, LoadGroups);
        length += groups * FullGroup;
        next += groups * 4;
        if (groups < LoadGroups) {
          length += (codes << (groups * 4)) >>> 28;
          next += 4;
        }
      }
      if (groups === LoadGroups) break;
    }
    const end = position + length;
    if (end > room) break;
    bit = next;

    let back = position - offset;
    if (length > WordCopyBytes) {
      copyLong(into, position, offset, length);
    } else if (offset >= WordBytes && position <= wordRoom) {
      do {
        text.setInt32(position, text.getInt32(back));
        text.setInt32(position + WordBytes, text.getInt32(back + WordBytes));
        position += StepBytes;
        back += StepBytes;
      } while (position < end);
    } else {
      while (position < end) into[position++] = into[back++]!;
    }
    position = end;
  }

  run.bit = from * 8 + bit;
  run.position = position;
}

/** A copy whose source may run into what it writes: doubles the part that is there. */
function copyLong(into: Uint8Array, position: number, offset: number, length: number): void {
  const source = position - offset;
  for (let done = 0; done < length; ) {
    const part = Math.min(offset + done, length - done);
    into.copyWithin(position + done, source, source + part);
    done += part;
  }
}
