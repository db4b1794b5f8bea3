/** What is wrong with, or special about, single sectors of a medium. */
import { type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { type DeadSectors, MediumFlag, type Weakness } from "./tape-medium.js";

/** What a written sector keeps, and what a formatted one keeps. */
const survivesWriting =
  MediumFlag.NoId | MediumFlag.Unwritable | MediumFlag.IdCrcError | MediumFlag.Erased;
const survivesFormatting = MediumFlag.NoId | MediumFlag.Unwritable;

export interface SectorMarks {
  /** Flags of the 32 sectors of a segment, with `holes` read as CRC errors; undefined: nothing special. */
  of(segment: number, holes: SectorMap): Uint8Array | undefined;
  set(segment: number, sector: number, flags: number): void;
  written(segment: number, sector: number, deleted: boolean): void;
  formatted(segment: number): void;
  /** All marks are gone but the dead sectors'. */
  erased(): void;
  weaknessOf(segment: number, sector: number): Weakness | undefined;
  weaken(segment: number, sector: number, weakness: Weakness | undefined): void;
}

export function createSectorMarks(dead: DeadSectors | undefined): SectorMarks {
  const rows = new Map<number, Uint8Array>();
  const weak = new Map<number, Weakness>();
  const merged = new Uint8Array(32);

  const set = (segment: number, sector: number, flags: number) => {
    let row = rows.get(segment);
    if (row === undefined) {
      if (flags === 0) return;
      rows.set(segment, (row = new Uint8Array(32)));
    }
    row[sector] = flags;
    if (flags === 0 && row.every((bits) => bits === 0)) rows.delete(segment);
  };
  const keep = (segment: number, bits: number) => {
    const row = rows.get(segment);
    row?.forEach((flags, sector) => {
      row[sector] = flags & bits;
    });
    if (row?.every((flags) => flags === 0)) rows.delete(segment);
  };
  for (const [segment, map] of dead ?? [])
    for (const sector of sectorsOf(map)) set(segment, sector, MediumFlag.NoId);

  return {
    of(segment, holes) {
      const row = rows.size === 0 ? undefined : rows.get(segment);
      if (holes === 0) return row;
      merged.set(row ?? nothing);
      for (const sector of sectorsOf(holes)) merged[sector]! |= MediumFlag.CrcError;
      return merged;
    },
    set,
    written(segment, sector, deleted) {
      const flags = rows.size === 0 ? 0 : (rows.get(segment)?.[sector] ?? 0);
      if (flags !== 0 || deleted)
        set(segment, sector, (flags & survivesWriting) | (deleted ? MediumFlag.Deleted : 0));
    },
    formatted: (segment) => keep(segment, survivesFormatting),
    erased() {
      for (const segment of [...rows.keys()]) keep(segment, survivesFormatting);
    },
    weaknessOf: (segment, sector) =>
      weak.size === 0 ? undefined : weak.get(segment * 32 + sector),
    weaken(segment, sector, weakness) {
      if (weakness) weak.set(segment * 32 + sector, weakness);
      else weak.delete(segment * 32 + sector);
    },
  };
}

const nothing = new Uint8Array(32);
