/** Kernel in plain TypeScript: four columns to a 32-bit word, no engine features needed. */
import type { Combination } from "./erasure-solver.js";
import { multiply, power } from "./galois.js";
import type { Kernel } from "./kernel.js";
import { ParitySectors, SectorBytes, SegmentBytes } from "./segment.js";
import { encodeWords, sumWords } from "./word-columns.js";

export function createTypescriptKernel(): Kernel {
  const rows = new Uint8Array(2 * ParitySectors * SectorBytes);
  const sums = new Uint32Array(rows.buffer, 0, (ParitySectors * SectorBytes) / 4);
  const scratch = new Uint8Array(SegmentBytes);

  /** Adds the combination of one column after the other to `into`, or replaces what is there. */
  function combine(
    [c0, c1, c2]: Combination,
    into: Uint8Array,
    at: number,
    keepMask: number,
  ): number {
    const t0 = productsOf(c0);
    const t1 = productsOf(c1);
    const t2 = productsOf(c2);
    let nonzero = 0;
    for (let column = 0; column < SectorBytes; column++) {
      const sum =
        t0[rows[column]!]! ^
        t1[rows[column + SectorBytes]!]! ^
        t2[rows[column + 2 * SectorBytes]!]!;
      if (sum !== 0) nonzero++;
      into[at + column] = (into[at + column]! & keepMask) ^ sum;
    }
    return nonzero;
  }

  return {
    name: "typescript",
    rows,
    scratch,

    reaches: (segment) => segment.byteOffset % 4 === 0,

    encode: (segment, sectorCount) => encodeWords(wordsOf(segment, sectorCount), sectorCount),

    check: (segment, sectorCount) => sumWords(wordsOf(segment, sectorCount), sectorCount, sums),

    residues(segment, sectorCount) {
      const vanish = sumWords(wordsOf(segment, sectorCount), sectorCount, sums);
      // Horner's rule left the first row multiplied by a^(sectorCount - 1).
      if (!vanish) combine([power(1 - sectorCount), 0, 0], rows, 0, 0);
      return vanish;
    },

    combineIntoRow: (combination, row) => combine(combination, rows, row * SectorBytes, 0),

    combineOntoSector: (combination, segment, sector) =>
      combine(combination, segment, sector * SectorBytes, 0xff),
  };
}

function wordsOf(segment: Uint8Array, sectorCount: number): Uint32Array {
  return new Uint32Array(segment.buffer, segment.byteOffset, (sectorCount * SectorBytes) / 4);
}

const productTables: Uint8Array[] = [];

/** Products of one factor with every element; made when first needed, at most 64 KiB in all. */
function productsOf(factor: number): Uint8Array {
  return (productTables[factor] ??= Uint8Array.from({ length: 256 }, (_, element) =>
    multiply(factor, element),
  ));
}
