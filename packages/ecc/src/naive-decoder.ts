/** Decoding of one column for the reference engine: the code's own equations, solved directly. */
import { divide, Log, multiply, power } from "./galois.js";

export interface Fault {
  readonly sector: number;
  /** What to add to the symbol; 0 for an erased symbol that was right. */
  readonly magnitude: number;
}

/**
 * Faults of a column with residues s0, s1, s2: one for each erased sector, and one more where an
 * error was located. Undefined when they cannot explain the residues. `erased`: at most three.
 */
export function decodeColumn(
  residues: readonly number[],
  sectorCount: number,
  erased: readonly number[],
): Fault[] | undefined {
  if (residues.every((residue) => residue === 0)) return [];
  const suspects = [[...erased]];
  const located = locate(residues, erased);
  if (located !== undefined && located < sectorCount && !erased.includes(located))
    suspects.push([...erased, located]);
  return suspects
    .map((sectors) => faultsAt(sectors, residues))
    .find((faults) => residuesOf(faults).every((residue, i) => residue === residues[i]));
}

/** Where a single error must be if there is one; none can be told with two erasures or more. */
function locate(residues: readonly number[], erased: readonly number[]): number | undefined {
  const [s0, s1, s2] = residues as [number, number, number];
  const [sector] = erased;
  if (erased.length > 1) return undefined;
  if (sector === undefined) return logarithmOfRatio(s1, s0);
  const root = power(sector);
  return logarithmOfRatio(multiply(s1, root) ^ s2, multiply(s0, root) ^ s1);
}

function logarithmOfRatio(x: number, y: number): number | undefined {
  return x === 0 || y === 0 ? undefined : Log[divide(x, y)];
}

/** Magnitudes at up to three distinct sectors, from as many of the equations: Gauss-Jordan. */
function faultsAt(sectors: readonly number[], residues: readonly number[]): Fault[] {
  const equations = sectors.map((_, row) => [
    ...sectors.map((sector) => power(sector * (row - 1))),
    residues[row]!,
  ]);
  sectors.forEach((_, unknown) => {
    const pivot = equations[unknown]!;
    const leading = pivot[unknown]!;
    pivot.forEach((factor, i) => {
      pivot[i] = divide(factor, leading);
    });
    for (const equation of equations) {
      const factor = equation[unknown]!;
      if (equation === pivot) continue;
      pivot.forEach((term, i) => {
        equation[i]! ^= multiply(term, factor);
      });
    }
  });
  return sectors.map((sector, i) => ({ sector, magnitude: equations[i]!.at(-1)! }));
}

/** Residues that the given faults cause. */
function residuesOf(faults: readonly Fault[]): number[] {
  return [-1, 0, 1].map((exponent) =>
    faults.reduce(
      (sum, { sector, magnitude }) => sum ^ multiply(magnitude, power(sector * exponent)),
      0,
    ),
  );
}
