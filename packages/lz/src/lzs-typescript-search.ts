/** The search in TypeScript. lzs-search.ts says what it finds; its other form gives the same items. */
import {
  FullGroup,
  HistoryBytes,
  LongCopyBytes,
  MaxOffset,
  MinCopyBytes,
  ShortOffsets,
} from "./lzs-format.js";
import {
  enterBytesOf,
  LookaheadBytes,
  type LzsSearch,
  PaddingBytes,
  SlotCount,
  slotOf2,
  slotOf3,
  WindowBytes,
  type WindowState,
} from "./lzs-search.js";

/** By the length of a copy, 2 to 7: its code, and bits of the code. */
const lengthCodes = Uint8Array.of(0, 0, 0b00, 0b01, 0b10, 0b1100, 0b1101, 0b1110);
const lengthBits = Uint8Array.of(0, 0, 2, 2, 2, 4, 4, 4);

/** Search with a window and tables of its own (52 KiB). */
export function createTypescriptSearch(depth: number): LzsSearch {
  const enterBytes = enterBytesOf(depth);
  const text = new Uint8Array(WindowBytes + PaddingBytes);
  const words = new DataView(text.buffer);
  const newest3 = new Uint16Array(SlotCount);
  const newest2 = new Uint16Array(SlotCount);
  // By position modulo 2048: the position before it in its slot of three.
  const older = new Uint16Array(HistoryBytes);

  function run(window: WindowState, into: Uint8Array, from: number, final: boolean): number {
    const { end, base } = window;
    const out = new DataView(into.buffer, into.byteOffset, into.length);
    const lastWord = into.length - 4;
    const last = final ? end - 1 : end - LookaheadBytes;
    let { bits, bitCount, done, entered } = window;
    let at = from;

    while (done <= last) {
      for (entered = Math.max(entered, done - enterBytes); entered < done; entered++) {
        const slot3 = slotOf3(words.getInt32(entered, true));
        older[(entered + base) & (HistoryBytes - 1)] = newest3[slot3]!;
        newest3[slot3] = entered + base;
      }

      const position = done + base;
      const word = words.getInt32(done, true);
      const slot3 = slotOf3(word);
      const slot2 = slotOf2(word);
      const newest = newest3[slot3]!;
      const pair = newest2[slot2]!;
      older[position & (HistoryBytes - 1)] = newest;
      newest3[slot3] = position;
      newest2[slot2] = position;
      entered = done + 1;

      let length = 1;
      let offset = 0;
      let distance = (position - newest) & 0xffff;
      for (let left = depth; (distance - 1) >>> 0 < MaxOffset; ) {
        let difference = word ^ words.getInt32(done - distance, true);
        if ((difference & 0xffff) === 0) {
          let equal = 0;
          while (difference === 0 && equal < LookaheadBytes - 4) {
            equal += 4;
            const back = words.getInt32(done + equal - distance, true);
            difference = words.getInt32(done + equal, true) ^ back;
          }
          // The lowest bit that differs is in the first byte that differs.
          equal += difference === 0 ? 4 : (31 - Math.clz32(difference & -difference)) >> 3;
          if (equal > length) {
            length = equal;
            offset = distance;
          }
        }
        if (--left === 0 || length === LookaheadBytes) break;
        distance = (position - older[(position - distance) & (HistoryBytes - 1)]!) & 0xffff;
      }
      if (length < MinCopyBytes) {
        offset = (position - pair) & 0xffff;
        if ((offset - 1) >>> 0 < MaxOffset) {
          const difference = word ^ words.getInt32(done - offset, true);
          if ((difference & 0xffff) === 0) length = MinCopyBytes;
        }
      }
      length = Math.min(length, end - done);

      let value = word & 0xff;
      let width = 9;
      // What the groups of a long copy stand for; negative: no groups.
      let grouped = -1;
      if (length < MinCopyBytes) done += 1;
      else {
        if (length === LookaheadBytes) {
          while (done + length < end && text[done + length] === text[done + length - offset]) {
            length++;
          }
          if (done + length === end && !final) {
            done = end;
            window.openOffset = offset;
            window.openBytes = length;
            break;
          }
        }
        done += length;
        const short = offset < ShortOffsets;
        value = short ? (0b11 << 7) | offset : (0b10 << 11) | offset;
        width = short ? 9 : 13;
        if (length < LongCopyBytes) {
          value = (value << lengthBits[length]!) | lengthCodes[length]!;
          width += lengthBits[length]!;
        } else {
          value = (value << 4) | 0b1111;
          width += 4;
          grouped = length - LongCopyBytes;
        }
      }

      for (;;) {
        bits |= value << (32 - bitCount - width);
        bitCount += width;
        if (at <= lastWord) out.setInt32(at, bits);
        else for (let i = 0; i < bitCount; i += 8) into[at + (i >> 3)] = bits >>> (24 - i);
        at += bitCount >> 3;
        bits <<= bitCount & 24;
        bitCount &= 7;
        if (grouped < 0) break;
        // Four full groups at once, or up to three and the last.
        const full = Math.min(4, Math.floor(grouped / FullGroup));
        grouped -= full * FullGroup;
        value = 0xffff;
        width = 16;
        if (full < 4) {
          width = 4 * full + 4;
          value = (0xfff0 | grouped) & ((1 << width) - 1);
          grouped = -1;
        }
      }
    }

    window.bits = bits;
    window.bitCount = bitCount;
    window.done = done;
    window.entered = entered;
    return at;
  }

  return {
    text,
    clear() {
      newest3.fill(0);
      newest2.fill(0);
      older.fill(0);
    },
    run,
  };
}
