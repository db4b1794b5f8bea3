/** What became of a segment; bitmaps are unsigned, bit k stands for packed sector k. */
export interface RepairResult {
  /**
   * `ok`: nothing was wrong, whatever was flagged. `corrected`: the segment is a codeword again.
   * `failed`: it is not, and no byte was changed.
   */
  readonly outcome: "ok" | "corrected" | "failed";
  /** Sectors in which a byte was changed. */
  readonly corrected: number;
  /** The same sectors in ascending order, with the number of changed bytes (1..1024) of each. */
  readonly sectors: readonly CorrectedSector[];
  /**
   * Corrected sectors for which all three check symbols of a column were used: three erasures, or
   * one erasure and one located error. Nothing is left that would betray a further wrong byte there.
   */
  readonly unverifiable: number;
  /** Corrected sectors that were not flagged: the drive delivered wrong bytes as good ones. */
  readonly silentErrors: number;
  /** Present when the outcome is `failed`. */
  readonly reason?: RepairFailure;
}

export interface CorrectedSector {
  readonly sector: number;
  readonly symbols: number;
}

/** Why a segment could not be corrected; `column` (0..1023) is the first that could not. */
export type RepairFailure =
  | { readonly kind: "too-many-erasures"; readonly erasures: number }
  | { readonly kind: "uncorrectable-column"; readonly column: number };

/** Tally of one repair while it goes on. */
export interface Corrections {
  /** Changed bytes of each packed sector. */
  readonly symbols: Uint16Array;
  /** May name sectors that were not changed after all. */
  unverifiable: number;
}

export const Untouched: RepairResult = Object.freeze({
  outcome: "ok",
  corrected: 0,
  sectors: Object.freeze([]),
  unverifiable: 0,
  silentErrors: 0,
});

export function failed(reason: RepairFailure): RepairResult {
  return { ...Untouched, outcome: "failed", reason };
}

/** Sums up; `erasures` is the bitmap that the caller gave. */
export function corrected(corrections: Corrections, erasures: number): RepairResult {
  const sectors: CorrectedSector[] = [];
  let map = 0;
  corrections.symbols.forEach((symbols, sector) => {
    if (symbols === 0) return;
    sectors.push({ sector, symbols });
    map |= 1 << sector;
  });
  return {
    outcome: "corrected",
    corrected: map >>> 0,
    sectors,
    unverifiable: (map & corrections.unverifiable) >>> 0,
    silentErrors: (map & ~erasures) >>> 0,
  };
}
