import { SegmentSectors } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";
import type { Choice } from "./sector-versions.js";

/**
 * Where the sectors of adjacent segments come from: strings of 32 characters, one a physical sector, the
 * same for all segments of the run.
 */
export interface ProvenanceRun {
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** `A` for the first dump, `B` for the second ...; `-`: no dump has it; `x`: mapped out, not used. */
  readonly from: string;
  /** How many dumps have it exactly so: `1` to `9`, then `a` to `q`; `-` and `x` as above. */
  readonly agreeing: string;
}

/** Dumps that have a letter. */
export const MaxDumps = 26;

const letterA = 65;

/** Appends a segment to runs that end with the one before it. */
export function appendProvenance(
  runs: ProvenanceRun[],
  segment: number,
  choice: Choice,
  bad: SectorMap,
): void {
  let from = "";
  let agreeing = "";
  for (let sector = 0; sector < SegmentSectors; sector++) {
    const dumps = choice[sector]?.dumps ?? [];
    const [first] = dumps;
    const none = (bad >>> sector) & 1 ? "x" : "-";
    const unused = none === "x" || first === undefined;
    from += unused ? none : String.fromCharCode(letterA + first);
    agreeing += unused ? none : dumps.length.toString(36);
  }
  const last = runs.at(-1);
  if (last && last.from === from && last.agreeing === agreeing)
    runs[runs.length - 1] = { ...last, lastSegment: segment };
  else runs.push({ firstSegment: segment, lastSegment: segment, from, agreeing });
}
