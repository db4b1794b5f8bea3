/**
 * The fast compressor. It works on a window of its own, whose bytes come in pieces of any length; what
 * it makes of them does not depend on how they are cut. Strings are found through two hash tables, of
 * three bytes (with a chain to older strings of the same hash) and of two; the first of the longest
 * candidates is taken at once.
 */
import {
  EndMarker,
  EndMarkerBits,
  FullGroup,
  HistoryBytes,
  LongCopyBytes,
  MaxOffset,
  MinCopyBytes,
  ShortOffsets,
} from "./lzs-format.js";

/** Candidates are compared so far; the one that is taken goes on as long as it likes. Multiple of 4. */
export const LookaheadBytes = 32;
const WindowBytes = 32768;
/** Words are read at any byte of the window. */
const PaddingBytes = LookaheadBytes + 4;

const Candidates = 4;
/** Bytes of a copy, its last ones, that enter the tables. */
const EnterBytes = 16;
const HashBits = 12;
/** Where the count of positions starts, so that an empty slot (0) is too far away. */
const FirstPosition = HistoryBytes;

/** By the length of a copy, 2 to 7: its code, and bits of the code. */
const lengthCodes = Uint8Array.of(0, 0, 0b00, 0b01, 0b10, 0b1100, 0b1101, 0b1110);
const lengthBits = Uint8Array.of(0, 0, 2, 2, 2, 4, 4, 4);

/** Slots, 0 to 4095, of the three and of the two low bytes of a word. */
const slotOf3 = (word: number) => Math.imul(word << 8, 0x9e3779b1) >>> (32 - HashBits);
const slotOf2 = (word: number) => Math.imul(word << 16, 0x9e3779b1) >>> (32 - HashBits);

export class LzsCompressor {
  private readonly text = new Uint8Array(WindowBytes + PaddingBytes);
  private readonly words = new DataView(this.text.buffer);
  /** Newest position of each slot; positions count modulo 65536. */
  private readonly newest3 = new Uint16Array(1 << HashBits);
  private readonly newest2 = new Uint16Array(1 << HashBits);
  /** By position modulo 2048: the position before it in its slot. */
  private readonly older = new Uint16Array(HistoryBytes);

  /** In the window: end of the text, what is compressed, what has entered the tables. */
  private end = 0;
  private done = 0;
  private entered = 0;
  /** What position 0 of the window counts as. */
  private base = FirstPosition;

  /** The high `bitCount` bits of `bits`, fewer than 8, are the begun byte of the stream. */
  private bits = 0;
  private bitCount = 0;
  /** A copy that reaches the end of the text so far: distance (0: none) and bytes not coded yet. */
  private openOffset = 0;
  private openBytes = 0;
  /** The copy is long, and all but groups of its length is coded. */
  private openInGroups = false;

  /** Forgets everything: another stream begins. */
  restart(): void {
    this.newest3.fill(0);
    this.newest2.fill(0);
    this.older.fill(0);
    this.end = this.done = this.entered = 0;
    this.base = FirstPosition;
    this.bits = this.bitCount = 0;
    this.openOffset = this.openBytes = 0;
    this.openInGroups = false;
  }

  /** Adds a piece of any length, and returns how much of `into` is filled then; it was `at`. */
  add(plain: Uint8Array, into: Uint8Array, at: number): number {
    let filled = at;
    for (let from = 0; from < plain.length; ) {
      if (this.end === WindowBytes) this.slide();
      const part = plain.subarray(from, from + WindowBytes - this.end);
      this.text.set(part, this.end);
      this.end += part.length;
      from += part.length;
      filled = this.compress(into, filled, false);
    }
    return filled;
  }

  /** Ends the stream, and returns how much of `into` is filled then; it was `at`. */
  finish(into: Uint8Array, at: number): number {
    this.text.fill(0, this.end, this.end + PaddingBytes);
    const filled = this.put(into, this.compress(into, at, true), EndMarker, EndMarkerBits);
    if (this.bitCount === 0) return filled;
    into[filled] = this.bits >>> 24;
    return filled + 1;
  }

  /** Makes room in the window; keeps what can still be copied from. */
  private slide(): void {
    const shift = this.done - HistoryBytes;
    this.text.copyWithin(0, shift, this.end);
    this.end -= shift;
    this.done -= shift;
    this.entered -= shift;
    this.base = (this.base + shift) & 0xffff;
  }

  /**
   * Compresses the text in the window, but for the last bytes when more may follow, and returns how
   * much of `into` is filled then.
   */
  private compress(into: Uint8Array, from: number, final: boolean): number {
    if (this.openOffset > 0) {
      from = this.continueCopy(into, from, final);
      if (this.openOffset > 0) return from;
    }

    const { text, words, newest3, newest2, older, base, end } = this;
    const out = new DataView(into.buffer, into.byteOffset, into.length);
    const lastWord = into.length - 4;
    const last = final ? end - 1 : end - LookaheadBytes;
    let { bits, bitCount, done, entered } = this;
    let at = from;

    while (done <= last) {
      for (entered = Math.max(entered, done - EnterBytes); entered < done; entered++) {
        const word = words.getInt32(entered, true);
        const slot3 = slotOf3(word);
        older[(entered + base) & 0x7ff] = newest3[slot3]!;
        newest3[slot3] = entered + base;
        newest2[slotOf2(word)] = entered + base;
      }

      const position = done + base;
      const word = words.getInt32(done, true);
      const slot3 = slotOf3(word);
      const slot2 = slotOf2(word);
      const near = newest3[slot3]!;
      const pair = newest2[slot2]!;
      older[position & 0x7ff] = near;
      newest3[slot3] = position;
      newest2[slot2] = position;
      entered = done + 1;

      let length = 1;
      let offset = 0;
      let distance = (position - near) & 0xffff;
      for (let left = Candidates; (distance - 1) >>> 0 < MaxOffset; left--) {
        let equal = 0;
        let difference = word ^ words.getInt32(done - distance, true);
        while (difference === 0 && equal < LookaheadBytes - 4) {
          equal += 4;
          difference =
            words.getInt32(done + equal, true) ^ words.getInt32(done + equal - distance, true);
        }
        equal += difference === 0 ? 4 : (31 - Math.clz32(difference & -difference)) >> 3;
        if (equal > length) {
          length = equal;
          offset = distance;
        }
        if (left === 1 || length === LookaheadBytes) break;
        const farther = (position - older[(position - distance) & 0x7ff]!) & 0xffff;
        if (farther <= distance) break;
        distance = farther;
      }
      if (length < 3) {
        distance = (position - pair) & 0xffff;
        if (
          (distance - 1) >>> 0 < MaxOffset &&
          ((word ^ words.getInt32(done - distance, true)) & 0xffff) === 0
        ) {
          length = 2;
          offset = distance;
        }
      }
      if (length > end - done) length = end - done;

      let value = word & 0xff;
      let width = 9;
      let rest = -1;
      if (length >= MinCopyBytes) {
        if (length >= LookaheadBytes) {
          while (done + length < end && text[done + length] === text[done + length - offset])
            length++;
          if (done + length === end && !final) {
            this.openOffset = offset;
            this.openBytes = length;
            done = end;
            break;
          }
        }
        const isShort = offset < ShortOffsets;
        value = isShort ? 0x180 | offset : 0x1000 | offset;
        width = isShort ? 9 : 13;
        if (length < LongCopyBytes) {
          const codeBits = lengthBits[length]!;
          value = (value << codeBits) | lengthCodes[length]!;
          width += codeBits;
        } else {
          value = (value << 4) | 0xf;
          width += 4;
          rest = length - LongCopyBytes;
        }
        done += length;
      } else done += 1;

      for (;;) {
        bits |= value << (32 - bitCount - width);
        bitCount += width;
        if (at <= lastWord) out.setInt32(at, bits);
        else for (let i = 0; i < bitCount; i += 8) into[at + (i >> 3)] = bits >>> (24 - i);
        at += bitCount >> 3;
        bits <<= bitCount & 24;
        bitCount &= 7;
        if (rest < 0) break;
        value = 0xffff;
        width = 16;
        if (rest < 4 * FullGroup) {
          const groups = Math.floor(rest / FullGroup);
          width = 4 * groups + 4;
          value = ((0xfff << 4) | (rest - groups * FullGroup)) & ((1 << width) - 1);
        }
        rest -= 4 * FullGroup;
      }
    }

    this.bits = bits;
    this.bitCount = bitCount;
    this.done = done;
    this.entered = entered;
    return this.openOffset > 0 ? this.codeOpenCopy(into, at, false) : at;
  }

  /** Lengthens the copy that reached the end of the text so far. */
  private continueCopy(into: Uint8Array, at: number, final: boolean): number {
    const { text, openOffset, end } = this;
    const began = this.done;
    while (this.done < end && text[this.done] === text[this.done - openOffset]) this.done++;
    this.openBytes += this.done - began;
    return this.codeOpenCopy(into, at, final || this.done < end);
  }

  /** Codes as much of the open copy as is certain, and, when it `ends` here, all. */
  private codeOpenCopy(into: Uint8Array, at: number, ends: boolean): number {
    let filled = at;
    if (!this.openInGroups) {
      const { openOffset } = this;
      filled =
        openOffset < ShortOffsets
          ? this.put(into, filled, 0x180 | openOffset, 9)
          : this.put(into, filled, 0x1000 | openOffset, 13);
      filled = this.put(into, filled, 0xf, 4);
      this.openBytes -= LongCopyBytes;
      this.openInGroups = true;
    }
    for (; this.openBytes >= FullGroup; this.openBytes -= FullGroup)
      filled = this.put(into, filled, FullGroup, 4);
    if (!ends) return filled;
    filled = this.put(into, filled, this.openBytes, 4);
    this.openOffset = this.openBytes = 0;
    this.openInGroups = false;
    return filled;
  }

  /** Appends bits to the stream, byte by byte. */
  private put(into: Uint8Array, at: number, value: number, width: number): number {
    let filled = at;
    this.bits |= value << (32 - this.bitCount - width);
    for (this.bitCount += width; this.bitCount >= 8; this.bitCount -= 8) {
      into[filled++] = this.bits >>> 24;
      this.bits <<= 8;
    }
    return filled;
  }
}
