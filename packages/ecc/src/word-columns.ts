/**
 * Passes over columns of 32-bit words, four symbols to a word in either byte order. Multiplying by
 * a is a shift of all symbols at once; the bit that each would push into its neighbour is masked
 * off and turned into a reduction by 0x87 (upwards) or 0xc3 = 0x187 / 2 (downwards).
 */
import { ParitySectors, SectorBytes } from "./segment.js";

const RowWords = SectorBytes / 4;
const TopBits = 0x80808080;
const LowBits = 0x01010101;

/** Every symbol times a. */
function timesA(word: number): number {
  const overflow = word & TopBits;
  return ((word ^ overflow) << 1) ^ Math.imul(overflow >>> 7, 0x87);
}

/** Every symbol times a^105, which is a + 1 + a^-1: the generator's inner coefficients. */
function timesA105(word: number): number {
  const underflow = word & LowBits;
  return timesA(word) ^ word ^ ((word ^ underflow) >>> 1) ^ Math.imul(underflow, 0xc3);
}

/** Overwrites the last three rows of `words` with parity. Two columns at a time fill the pipeline. */
export function encodeWords(words: Uint32Array, sectorCount: number): void {
  const end = (sectorCount - ParitySectors) * RowWords;
  for (let column = 0; column < RowWords; column += 2) {
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let at = column;
    for (; at < end; at += RowWords) {
      const p = words[at]! ^ p0;
      const q = words[at + 1]! ^ q0;
      const u = timesA105(p);
      const v = timesA105(q);
      p0 = u ^ p1;
      q0 = v ^ q1;
      p1 = u ^ p2;
      q1 = v ^ q2;
      p2 = p;
      q2 = q;
    }
    words[at] = p0;
    words[at + 1] = q0;
    words[at + RowWords] = p1;
    words[at + RowWords + 1] = q1;
    words[at + 2 * RowWords] = p2;
    words[at + 2 * RowWords + 1] = q2;
  }
}

/**
 * Fills three rows with s0 * a^(sectorCount-1), s1 and s2, the first and the last by Horner's rule
 * from either end. Returns true when all are zero.
 */
export function sumWords(words: Uint32Array, sectorCount: number, rows: Uint32Array): boolean {
  const lastRow = (sectorCount - 1) * RowWords;
  let any = 0;
  for (let column = 0; column < RowWords; column++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let up = column + lastRow;
    for (let down = column; down <= column + lastRow; down += RowWords) {
      const word = words[down]!;
      s0 = timesA(s0) ^ word;
      s1 ^= word;
      s2 = timesA(s2) ^ words[up]!;
      up -= RowWords;
    }
    rows[column] = s0;
    rows[column + RowWords] = s1;
    rows[column + 2 * RowWords] = s2;
    any |= s0 | s1 | s2;
  }
  return any === 0;
}
