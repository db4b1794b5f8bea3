/**
 * Linear maps from the residues of a column to what was lost of it. They depend on the erased
 * positions only, so one map serves all 1024 columns. Step names as in algorithm.md.
 */
import { divide, multiply, power } from "./galois.js";
import { ParitySectors } from "./segment.js";

/** Factors of s0, s1 and s2 in a linear combination of the residues. */
export type Combination = readonly [c0: number, c1: number, c2: number];

export interface ErasureSolver {
  /** Lowest coefficient first; its roots are a^l for every erased l. */
  readonly annihilator: readonly number[];
  /** For each erased position in order: what to add to the symbol there. */
  readonly magnitudes: readonly Combination[];
  /** Combinations to which the erased positions contribute nothing: one less an erasure. */
  readonly checks: readonly Combination[];
}

/** `positions`: up to three distinct packed sector indices. */
export function solveErasures(positions: readonly number[]): ErasureSolver {
  const annihilator = annihilatorOf(positions);
  const magnitudes = positions.map((position) => {
    const others = annihilatorOf(positions.filter((other) => other !== position));
    const scale = divide(power(position), evaluate(others, power(position)));
    return combination(others.map((coefficient) => multiply(coefficient, scale)));
  });
  const checks = Array.from({ length: ParitySectors - positions.length }, (_, shift) =>
    combination([...new Array<number>(shift).fill(0), ...annihilator]),
  );
  return { annihilator, magnitudes, checks };
}

/** Value of a polynomial, lowest coefficient first, at `x`. */
export function evaluate(polynomial: readonly number[], x: number): number {
  return polynomial.reduceRight((sum, coefficient) => multiply(sum, x) ^ coefficient, 0);
}

/** Product of (x - a^l) over all positions l. */
function annihilatorOf(positions: readonly number[]): number[] {
  let product = [1];
  for (const root of positions.map(power)) {
    const shifted = [0, ...product];
    product = shifted.map((coefficient, i) => coefficient ^ multiply(product[i] ?? 0, root));
  }
  return product;
}

function combination([c0 = 0, c1 = 0, c2 = 0]: readonly number[]): Combination {
  return [c0, c1, c2];
}
