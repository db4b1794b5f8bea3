/**
 * Kernel over WebAssembly SIMD. Page 0 of its memory holds the product tables, the rows and the
 * scratch segment; whatever lies above belongs to the pool that the memory was made for.
 */
import { type Combination, solveErasures } from "./erasure-solver.js";
import { multiply, power } from "./galois.js";
import type { Kernel } from "./kernel.js";
import { ParitySectors, SectorBytes, SegmentBytes } from "./segment.js";
import { instantiateKernels, PageBytes, type WasmMemory } from "./wasm-module.js";

/** Addresses in page 0. */
const Rows = 8192;
const Scratch = 32768;

/** Where the memory of a pool begins. */
export const PoolOffset = PageBytes;

const AddToSector = -1;
const ReplaceRow = 0;

/** `memory` has at least one page. */
export function createWasmKernel(memory: WasmMemory): Kernel {
  const { sums, combine: combineByTables, touch } = instantiateKernels(memory);
  const parityOf: (readonly Combination[])[] = [];
  let hasTables = false;

  /** Makes the tables when they are needed first: many who only check never do. */
  const combine: typeof combineByTables = (rows, c0, c1, c2, into, keepMask) => {
    if (!hasTables) new Uint8Array(memory.buffer).set(productTables());
    hasTables = true;
    return combineByTables(rows, c0, c1, c2, into, keepMask);
  };

  return {
    name: "wasm",
    rows: new Uint8Array(memory.buffer, Rows, 2 * ParitySectors * SectorBytes),
    scratch: new Uint8Array(memory.buffer, Scratch, SegmentBytes),

    reaches: (segment) => segment.buffer === memory.buffer,

    encode({ byteOffset }, sectorCount) {
      const dataSectors = sectorCount - ParitySectors;
      const combinations = (parityOf[sectorCount] ??= parityCombinations(sectorCount));
      sums(byteOffset, dataSectors, Rows);
      let parity = byteOffset + dataSectors * SectorBytes;
      for (const [c0, c1, c2] of combinations) {
        combine(Rows, c0, c1, c2, parity, ReplaceRow);
        parity += SectorBytes;
      }
    },

    check({ byteOffset }, sectorCount, touchAhead) {
      if (touchAhead) touch(byteOffset, sectorCount * SectorBytes);
      return sums(byteOffset, sectorCount, 0) === 1;
    },

    residues({ byteOffset }, sectorCount) {
      const vanish = sums(byteOffset, sectorCount, Rows) === 1;
      if (!vanish) combine(Rows, scaleOf(sectorCount), 0, 0, Rows, ReplaceRow);
      return vanish;
    },

    combineIntoRow: ([c0, c1, c2], row) =>
      combine(Rows, c0, c1, c2, Rows + row * SectorBytes, ReplaceRow),

    combineOntoSector: ([c0, c1, c2], { byteOffset }, sector) =>
      combine(Rows, c0, c1, c2, byteOffset + sector * SectorBytes, AddToSector),
  };
}

/** Horner's rule leaves s0 multiplied by a^(rows - 1); this takes it back. */
function scaleOf(rows: number): number {
  return power(1 - rows);
}

/** Parity is what three erased sectors at the end must hold: combinations of the data's sums. */
function parityCombinations(sectorCount: number): Combination[] {
  const dataSectors = sectorCount - ParitySectors;
  const scale = scaleOf(dataSectors);
  const lost = [dataSectors, dataSectors + 1, dataSectors + 2];
  return solveErasures(lost).magnitudes.map(([c0, c1, c2]) => [multiply(c0, scale), c1, c2]);
}

/** For each element its products with 0..15 and with 16 times 0..15: 256 times 32 bytes. */
function productTables(): Uint8Array {
  const tables = new Uint8Array(256 * 32);
  for (let element = 0; element < 256; element++)
    for (let digit = 0; digit < 16; digit++) {
      tables[element * 32 + digit] = multiply(element, digit);
      tables[element * 32 + 16 + digit] = multiply(element, digit << 4);
    }
  return tables;
}
