/**
 * Passes over columns of 32-bit words, four symbols to a word in either byte order. Multiplying by
 * a is a shift of all symbols at once; the bit that each would push into its neighbour is masked
 * off and turned into a reduction by 0x87 (upwards) or 0xc3 = 0x187 / 2 (downwards). Two columns
 * at a time, p and q, keep the processor busy while one of them waits.
 */
import { ParitySectors, SectorBytes } from "./segment.js";

const RowWords = SectorBytes / 4;

// Bundlers turn the constants of a module into variables, which compiled code must load at each
// use. Therefore the masks are literals, and the loops keep their step in a constant of their own.

/** Every symbol times a. */
function timesA(word: number): number {
  const overflow = word & 0x80808080;
  return ((word ^ overflow) << 1) ^ Math.imul(overflow >>> 7, 0x87);
}

/** Every symbol times a^105, which is a + 1 + a^-1: the generator's inner coefficients. */
function timesA105(word: number): number {
  const underflow = word & 0x01010101;
  return timesA(word) ^ word ^ ((word ^ underflow) >>> 1) ^ Math.imul(underflow, 0xc3);
}

/** Overwrites the last three rows of `words` with parity. */
export function encodeWords(words: Uint32Array, sectorCount: number): void {
  const row = RowWords;
  const end = (sectorCount - ParitySectors) * row;
  for (let column = 0; column < row; column += 2) {
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let at = column;
    for (; at < end; at += row) {
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
    words[at + row] = p1;
    words[at + row + 1] = q1;
    words[at + 2 * row] = p2;
    words[at + 2 * row + 1] = q2;
  }
}

/**
 * Fills three rows with s0 * a^(sectorCount-1), s1 and s2, the first and the last by Horner's rule
 * from either end. Returns true when all are zero.
 */
export function sumWords(words: Uint32Array, sectorCount: number, rows: Uint32Array): boolean {
  const row = RowWords;
  const lastRow = (sectorCount - 1) * row;
  let any = 0;
  for (let column = 0; column < row; column += 2) {
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let up = column + lastRow;
    for (let down = column; down <= column + lastRow; down += row) {
      const p = words[down]!;
      const q = words[down + 1]!;
      p0 = timesA(p0) ^ p;
      q0 = timesA(q0) ^ q;
      p1 ^= p;
      q1 ^= q;
      p2 = timesA(p2) ^ words[up]!;
      q2 = timesA(q2) ^ words[up + 1]!;
      up -= row;
    }
    rows[column] = p0;
    rows[column + 1] = q0;
    rows[column + row] = p1;
    rows[column + row + 1] = q1;
    rows[column + 2 * row] = p2;
    rows[column + 2 * row + 1] = q2;
    any |= p0 | p1 | p2 | q0 | q1 | q2;
  }
  return any === 0;
}
