/**
 * The reference: one byte at a time, logarithm tables, written straight from the definition of the
 * code. Every other engine must agree with it byte for byte, and is measured against it.
 */
import type { EccEngine } from "./engine.js";
import { Exp, Log, power } from "./galois.js";
import { decodeColumn } from "./naive-decoder.js";
import {
  type Corrections,
  corrected,
  failed,
  type RepairResult,
  Untouched,
} from "./repair-result.js";
import {
  ParitySectors,
  requireRows,
  requireSegment,
  SectorBytes,
  SegmentSectors,
  sectorsOf,
} from "./segment.js";

export function createNaiveEngine(): EccEngine {
  return { name: "naive", copiedBytes: 0, encode, check, residues, repair };
}

function encode(segment: Uint8Array, sectorCount: number): void {
  requireSegment(segment, sectorCount);
  const parity = (sectorCount - ParitySectors) * SectorBytes;
  const remainder = new Uint8Array(ParitySectors);
  for (let column = 0; column < SectorBytes; column++) {
    divideByGenerator(segment, sectorCount - ParitySectors, column, remainder);
    for (let i = 0; i < ParitySectors; i++)
      segment[parity + i * SectorBytes + column] = remainder[i]!;
  }
}

/** A column is a codeword if and only if the generator divides it. */
function check(segment: Uint8Array, sectorCount: number): boolean {
  requireSegment(segment, sectorCount);
  const remainder = new Uint8Array(ParitySectors);
  for (let column = 0; column < SectorBytes; column++) {
    divideByGenerator(segment, sectorCount, column, remainder);
    if (remainder[0]! | remainder[1]! | remainder[2]!) return false;
  }
  return true;
}

/**
 * Remainder of the first `rows` symbols of a column, shifted up by three places, on division by the
 * generator x^3 + a^105 x^2 + a^105 x + 1. Bundlers turn constants of a module into variables, so
 * the loop has its own: a yardstick is of no use when it is slow for such reasons.
 */
function divideByGenerator(
  segment: Uint8Array,
  rows: number,
  column: number,
  remainder: Uint8Array,
): void {
  const exp = Exp;
  const log = Log;
  const step = SectorBytes;
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  for (let row = 0, at = column; row < rows; row++, at += step) {
    const symbol = segment[at]! ^ p0;
    const product = symbol === 0 ? 0 : exp[log[symbol]! + 105]!;
    p0 = product ^ p1;
    p1 = product ^ p2;
    p2 = symbol;
  }
  remainder[0] = p0;
  remainder[1] = p1;
  remainder[2] = p2;
}

function residues(segment: Uint8Array, sectorCount: number, into: Uint8Array): boolean {
  requireSegment(segment, sectorCount);
  requireRows(into);
  let any = 0;
  for (let column = 0; column < SectorBytes; column++) {
    const sums = residuesOf(segment, sectorCount, column);
    sums.forEach((sum, row) => {
      into[row * SectorBytes + column] = sum;
      any |= sum;
    });
  }
  return any === 0;
}

/** s0, s1, s2: the column as a polynomial at a^-1, 1 and a. */
function residuesOf(segment: Uint8Array, sectorCount: number, column: number): number[] {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let sector = 0; sector < sectorCount; sector++) {
    const symbol = segment[sector * SectorBytes + column]!;
    if (symbol === 0) continue;
    s0 ^= power(Log[symbol]! - sector);
    s1 ^= symbol;
    s2 ^= power(Log[symbol]! + sector);
  }
  return [s0, s1, s2];
}

function repair(segment: Uint8Array, sectorCount: number, erasures: number): RepairResult {
  const erased = sectorsOf(erasures, sectorCount);
  if (check(segment, sectorCount)) return Untouched;
  if (erased.length > ParitySectors)
    return failed({ kind: "too-many-erasures", erasures: erased.length });

  const repaired = segment.slice(0, sectorCount * SectorBytes);
  const corrections: Corrections = { symbols: new Uint16Array(SegmentSectors), unverifiable: 0 };
  for (let column = 0; column < SectorBytes; column++) {
    const sums = residuesOf(segment, sectorCount, column);
    const faults = decodeColumn(sums, sectorCount, erased);
    if (faults === undefined) return failed({ kind: "uncorrectable-column", column });
    const usesAllSymbols = faults.length + (faults.length - erased.length) >= ParitySectors;
    for (const { sector, magnitude } of faults) {
      if (magnitude === 0) continue;
      repaired[sector * SectorBytes + column]! ^= magnitude;
      corrections.symbols[sector]!++;
      if (usesAllSymbols) corrections.unverifiable |= 1 << sector;
    }
  }
  segment.set(repaired);
  return corrected(corrections, erasures);
}
