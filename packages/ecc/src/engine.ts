/** What every engine of the segment code does, whatever it is made of. Mathematics: algorithm.md. */
import type { RepairResult } from "./repair-result.js";

/** `naive` is the readable reference, `typescript` runs everywhere, `wasm` needs WebAssembly SIMD. */
export type EccEngineName = "naive" | "typescript" | "wasm";

export interface CheckOptions {
  /**
   * Read the segment once in order before walking down its columns. Pays for memory that is in no
   * cache, costs 5 to 10 % for memory that is. Default false; only the `wasm` engine makes a
   * difference.
   */
  readonly touchAhead?: boolean;
}

/**
 * One implementation of the code. `segment` is always packed: good sector k at k * 1024, sector
 * count 4..32; it may be longer and at any alignment, and what lies behind its sectors is neither
 * read nor written. Engines hold scratch memory, so one engine belongs to one thread.
 * Every method throws TypeError or RangeError for an argument outside these bounds.
 */
export interface EccEngine {
  readonly name: EccEngineName;

  /**
   * Bytes copied between callers' memory and the engine's own since it was created. Stays where it
   * is as long as segments are views of the engine's pool (`wasm`) or start at a multiple of four
   * bytes (`typescript`).
   */
  readonly copiedBytes: number;

  /** Overwrites the last three sectors with the parity of the others. */
  encode(segment: Uint8Array, sectorCount: number): void;

  /** True when all three residues of every column vanish. Reads only. */
  check(segment: Uint8Array, sectorCount: number, options?: CheckOptions): boolean;

  /**
   * Fills the first 3072 bytes of `into` with the residues: the rows s0, s1, s2 of 1024 columns
   * each. `into` must not overlap the segment. Returns true when all are zero.
   */
  residues(segment: Uint8Array, sectorCount: number, into: Uint8Array): boolean;

  /**
   * Corrects the segment in place: up to three sectors of unreliable content, named in the bitmap
   * `erasures` (packed sector indices; bits from `sectorCount` on are ignored), or one wrong byte a
   * column at an unknown position, or one of each. A failure leaves the segment unchanged.
   */
  repair(segment: Uint8Array, sectorCount: number, erasures: number): RepairResult;
}
