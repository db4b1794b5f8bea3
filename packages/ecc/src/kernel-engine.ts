/** An engine over a kernel: checks arguments, and brings in memory that the kernel cannot reach. */
import type { CheckOptions, EccEngine } from "./engine.js";
import type { Kernel } from "./kernel.js";
import { repairSegment } from "./repair.js";
import type { RepairResult } from "./repair-result.js";
import { ParitySectors, requireRows, requireSegment, SectorBytes } from "./segment.js";

const RowsBytes = ParitySectors * SectorBytes;

export function createKernelEngine(kernel: Kernel): EccEngine {
  let copiedBytes = 0;

  function copy(from: Uint8Array, into: Uint8Array, at: number): void {
    into.set(from, at);
    copiedBytes += from.length;
  }

  /** The segment itself where the kernel reaches it, else the scratch segment, filled. */
  function reachable(segment: Uint8Array, sectors: number): Uint8Array {
    if (kernel.reaches(segment)) return segment;
    copy(segment.subarray(0, sectors * SectorBytes), kernel.scratch, 0);
    return kernel.scratch;
  }

  function copyBack(segment: Uint8Array, firstSector: number, sectors: number): void {
    const from = firstSector * SectorBytes;
    copy(kernel.scratch.subarray(from, from + sectors * SectorBytes), segment, from);
  }

  return {
    name: kernel.name,

    get copiedBytes() {
      return copiedBytes;
    },

    encode(segment: Uint8Array, sectorCount: number): void {
      requireSegment(segment, sectorCount);
      const dataSectors = sectorCount - ParitySectors;
      const target = reachable(segment, dataSectors);
      kernel.encode(target, sectorCount);
      if (target !== segment) copyBack(segment, dataSectors, ParitySectors);
    },

    check(segment: Uint8Array, sectorCount: number, options?: CheckOptions): boolean {
      requireSegment(segment, sectorCount);
      const target = reachable(segment, sectorCount);
      // The copy has just brought the scratch segment into the cache.
      const touchAhead = target === segment && options?.touchAhead === true;
      return kernel.check(target, sectorCount, touchAhead);
    },

    residues(segment: Uint8Array, sectorCount: number, into: Uint8Array): boolean {
      requireSegment(segment, sectorCount);
      requireRows(into);
      const vanish = kernel.residues(reachable(segment, sectorCount), sectorCount);
      copy(kernel.rows.subarray(0, RowsBytes), into, 0);
      return vanish;
    },

    repair(segment: Uint8Array, sectorCount: number, erasures: number): RepairResult {
      requireSegment(segment, sectorCount);
      const target = reachable(segment, sectorCount);
      const result = repairSegment(kernel, target, sectorCount, erasures);
      if (target !== segment) for (const { sector } of result.sectors) copyBack(segment, sector, 1);
      return result;
    },
  };
}
