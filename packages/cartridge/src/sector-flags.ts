/** What can be wrong with, or special about, a sector of a {@link MemoryStore}; sums of bits. */
export const SectorFlag = {
  /** Reading gives the stored bytes and a data CRC error, until the sector is written again. */
  CrcError: 1,
  /** The sector's id is never found: it can be neither read nor written. */
  NoId: 4,
  /** The id is not found when writing; the sector can be read. */
  Unwritable: 8,
  /** Deleted data address marks, until the sector is written again. */
  Deleted: 16,
} as const;

/** Sectors of a cartridge, each with its sum of {@link SectorFlag} bits. */
export interface SectorFlags {
  get(segment: number, sector: number): number;
  set(segment: number, sector: number, flags: number): void;
  /** Map of the sectors of a segment that have any of these flags. */
  having(segment: number, flags: number): number;
  clear(): void;
}

export function createSectorFlags(): SectorFlags {
  const flagsOf = new Map<number, Uint8Array>();
  return {
    get: (segment, sector) => flagsOf.get(segment)?.[sector] ?? 0,
    set(segment, sector, flags) {
      let row = flagsOf.get(segment);
      if (row === undefined) {
        if (flags === 0) return;
        row = new Uint8Array(32);
        flagsOf.set(segment, row);
      }
      row[sector] = flags;
    },
    having(segment, flags) {
      const row = flagsOf.get(segment);
      let map = 0;
      row?.forEach((value, sector) => {
        if (value & flags) map |= 1 << sector;
      });
      return map >>> 0;
    },
    clear: () => flagsOf.clear(),
  };
}
