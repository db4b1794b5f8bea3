import type { SectorMap } from "@floppytape/qic-format";
import type { Choice, SectorVersion } from "./sector-versions.js";

/**
 * What settled a sector that dumps have differently, or that was not taken although one has it. `parity`:
 * the code shows which is right. `newer`: several are, from different times; the newest dump's was taken.
 * `majority`: more of the newest dumps have it, and nothing else tells. `neither`: the code shows that none is right.
 * `undecided`: nothing tells; the sector is left a hole.
 */
export type ConflictDecision = "parity" | "newer" | "majority" | "neither" | "undecided";

/** A sector that dumps have differently. */
export interface SectorConflict {
  readonly sector: number;
  /** Dumps (numbers) that agree with each other. */
  readonly versions: readonly (readonly number[])[];
  /** Index in {@link versions}; undefined when none was taken. */
  readonly taken: number | undefined;
  readonly decision: ConflictDecision;
}

/**
 * The conflicts of a segment.
 * @param decisionOf what settled the sector of which `version`, if any, is taken
 */
export function conflictsOf(
  versions: readonly (readonly SectorVersion[])[],
  bad: SectorMap,
  choice: Choice,
  decisionOf: (version: SectorVersion | undefined, sector: number) => ConflictDecision,
): SectorConflict[] {
  const conflicts: SectorConflict[] = [];
  versions.forEach((some, sector) => {
    const version = choice[sector];
    const disputed = some.length > 1 || (some.length === 1 && version === undefined);
    if (!disputed || (bad >>> sector) & 1) return;
    conflicts.push({
      sector,
      versions: some.map(({ dumps }) => dumps),
      taken: version && some.indexOf(version),
      decision: decisionOf(version, sector),
    });
  });
  return conflicts;
}
