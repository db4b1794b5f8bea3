/** Correction of a segment by row passes; the steps are those of algorithm.md, "Repair". */
import { type ErasureSolver, evaluate, solveErasures } from "./erasure-solver.js";
import { divide, Log, multiply, power } from "./galois.js";
import type { Kernel } from "./kernel.js";
import {
  type Corrections,
  corrected,
  failed,
  type RepairResult,
  Untouched,
} from "./repair-result.js";
import { ParitySectors, SectorBytes, SegmentSectors, sectorsOf } from "./segment.js";

/** A wrong symbol at a position that nobody flagged. */
interface LocatedError {
  readonly column: number;
  readonly sector: number;
  readonly magnitude: number;
}

/** Corrects a segment that the kernel reaches. A failure leaves it unchanged. */
export function repairSegment(
  kernel: Kernel,
  segment: Uint8Array,
  sectorCount: number,
  erasures: number,
): RepairResult {
  const erased = sectorsOf(erasures, sectorCount);
  if (kernel.residues(segment, sectorCount)) return Untouched;
  if (erased.length > ParitySectors)
    return failed({ kind: "too-many-erasures", erasures: erased.length });

  const solver = solveErasures(erased);
  const errors: LocatedError[] = [];
  for (const column of inconsistentColumns(kernel, solver)) {
    const error = locateError(kernel, solver, column, sectorCount);
    if (error === undefined) return failed({ kind: "uncorrectable-column", column });
    errors.push(error);
  }

  const corrections: Corrections = { symbols: new Uint16Array(SegmentSectors), unverifiable: 0 };
  for (const error of errors) correctError(kernel.rows, segment, erased, error, corrections);
  erased.forEach((sector, i) => {
    corrections.symbols[sector]! += kernel.combineOntoSector(
      solver.magnitudes[i]!,
      segment,
      sector,
    );
    if (erased.length === ParitySectors) corrections.unverifiable |= 1 << sector;
  });
  return corrected(corrections, erasures);
}

/** Columns, ascending, whose residues the erasures alone do not explain. Fills the work rows. */
function inconsistentColumns(kernel: Kernel, { checks }: ErasureSolver): number[] {
  const nonzero = checks.map((check, i) => kernel.combineIntoRow(check, ParitySectors + i));
  const columns: number[] = [];
  if (nonzero.every((count) => count === 0)) return columns;
  for (let column = 0; column < SectorBytes; column++)
    if (checks.some((_, i) => checkAt(kernel, i, column) !== 0)) columns.push(column);
  return columns;
}

/**
 * The one error that explains a column's checks. Each is a^sector times the one before it, so at
 * least two are needed.
 */
function locateError(
  kernel: Kernel,
  { annihilator, checks }: ErasureSolver,
  column: number,
  sectorCount: number,
): LocatedError | undefined {
  const [first = 0, second = 0, third] = checks.map((_, i) => checkAt(kernel, i, column));
  if (first === 0 || second === 0) return undefined;
  const root = divide(second, first);
  const sector = Log[root]!;
  const weight = divide(evaluate(annihilator, root), root);
  const contradicted = third !== undefined && third !== multiply(second, root);
  if (sector >= sectorCount || weight === 0 || contradicted) return undefined;
  return { column, sector, magnitude: divide(first, weight) };
}

/** Corrects one symbol and takes its share out of the residues, so that only erasures are left. */
function correctError(
  rows: Uint8Array,
  segment: Uint8Array,
  erased: readonly number[],
  { column, sector, magnitude }: LocatedError,
  corrections: Corrections,
): void {
  segment[sector * SectorBytes + column]! ^= magnitude;
  corrections.symbols[sector]!++;
  for (let row = 0; row < ParitySectors; row++)
    rows[row * SectorBytes + column]! ^= multiply(magnitude, power(sector * (row - 1)));
  const [companion] = erased;
  if (companion === undefined) return;
  corrections.unverifiable |= 1 << sector;
  if (rows[column] !== 0) corrections.unverifiable |= 1 << companion;
}

function checkAt(kernel: Kernel, check: number, column: number): number {
  return kernel.rows[(ParitySectors + check) * SectorBytes + column]!;
}
