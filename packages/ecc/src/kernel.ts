/**
 * What a fast engine is made of: passes over whole rows of 1024 columns. Encoding and correction
 * are built on them once, in kernel-engine.ts and repair.ts.
 */
import type { EccEngineName } from "./engine.js";
import type { Combination } from "./erasure-solver.js";

export interface Kernel {
  readonly name: EccEngineName;

  /** Six rows: the residues s0, s1, s2 of the last call of `residues`, then three of work space. */
  readonly rows: Uint8Array;

  /** One segment of memory that the kernel reaches, for segments that it does not. */
  readonly scratch: Uint8Array;

  /** Whether the kernel can work on this memory where it is. The other methods demand it. */
  reaches(segment: Uint8Array): boolean;

  encode(segment: Uint8Array, sectorCount: number): void;

  check(segment: Uint8Array, sectorCount: number, touchAhead: boolean): boolean;

  /** Fills the first three rows; true when all of them are zero. */
  residues(segment: Uint8Array, sectorCount: number): boolean;

  /**
   * Computes a combination of the first three rows and writes it to row `row`, which may be one of
   * the three. Returns how many of its 1024 bytes are not zero.
   */
  combineIntoRow(combination: Combination, row: number): number;

  /** The same, added to a sector of a segment. */
  combineOntoSector(combination: Combination, segment: Uint8Array, sector: number): number;
}
