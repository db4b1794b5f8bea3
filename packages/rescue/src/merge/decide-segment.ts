import type { Correction } from "@floppytape/cartridge";
import { ParitySectors } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";
import { isBlank } from "../blank-segment.js";
import { matching, sectorsThatDiffer } from "./codewords.js";
import { newerThan, newestOf } from "./newer-dump.js";
import { type ConflictDecision, conflictsOf, type SectorConflict } from "./sector-conflicts.js";
import {
  type Choice,
  combinations,
  mostFrequent,
  preferring,
  type SectorVersion,
  type SegmentRead,
  versionsOf,
} from "./sector-versions.js";
import {
  distinctTrials,
  isVerified,
  layOut,
  reportOf,
  type Trial,
  tryChoice,
  type Workbench,
} from "./trial.js";

/** What is taken of a segment. */
export interface SegmentDecision {
  readonly choice: Choice;
  /** How the chosen sectors read. */
  readonly report: Correction;
  readonly conflicts: readonly SectorConflict[];
}

/** Combinations of contested sectors that are tried in one segment. */
const maxCombinations = 256;

/** Chooses every sector of a segment with these bad sectors. */
export function decideSegment(
  reads: readonly SegmentRead[],
  bad: SectorMap,
  workbench: Workbench,
): SegmentDecision {
  const versions = versionsOf(reads);
  const attempt = (choice: Choice) => tryChoice(choice, bad, workbench);
  const mostly = versions.map((some) => mostFrequent(some, reads));
  const report = reportOf(mostly, bad, workbench);
  const isGood = (sector: number) => !((bad >>> sector) & 1);
  const contested = versions.some((some, sector) => some.length > 1 && isGood(sector));
  const missing = versions.filter((some, sector) => some.length === 0 && isGood(sector)).length;
  const hopeless = missing > ParitySectors || goodSectorCount(bad) <= ParitySectors;
  const byMajority = (version: SectorVersion | undefined) => (version ? "majority" : "undecided");
  if (hopeless || (!contested && (isVerified(report) || isBlankChoice(mostly, bad, workbench))))
    return { choice: mostly, report, conflicts: conflictsOf(versions, bad, mostly, byMajority) };

  const united = attempt(mostly);
  const trials = [united];
  for (const dump of reads.keys()) {
    if (contested) trials.push(attempt(preferring(dump, versions, (sector) => mostly[sector])));
    trials.push(attempt(preferring(dump, versions, () => undefined)));
  }
  if (!trials.some(isVerifiedTrial) && missing < ParitySectors)
    for (const choice of combinations(versions, mostly, maxCombinations))
      trials.push(attempt(choice));

  const verified = trials.filter(isVerifiedTrial);
  const rivals = distinctTrials(verified.length > 0 ? verified : trials);
  const settled = settle(rivals, united, versions, reads, bad);
  if (settled === undefined) {
    const unsure = sectorsThatDiffer(rivals, bad);
    const choice = mostly.map((version, sector) => ((unsure >>> sector) & 1 ? undefined : version));
    const conflicts = conflictsOf(versions, bad, choice, byMajority);
    return { choice, report: reportOf(choice, bad, workbench), conflicts };
  }
  const right = matching(settled.trial, versions, bad);
  const newer = newerThan(right, reads, versions, bad);
  if (newer !== undefined) {
    const choice = preferring(newer, versions, () => undefined);
    const conflicts = conflictsOf(versions, bad, choice, (version) =>
      version ? "newer" : "undecided",
    );
    return { choice, report: reportOf(choice, bad, workbench), conflicts };
  }
  const choice = right.map((version, sector) => version ?? settled.trial.choice[sector]);
  const settledReport = reportOf(choice, bad, workbench);
  const decision = settled.by ?? (isVerified(settledReport) ? "parity" : "majority");
  const conflicts = conflictsOf(versions, bad, choice, (_, sector) =>
    right[sector] ? decision : "neither",
  );
  return { choice, report: settledReport, conflicts };
}

/** Blank tape has no parity that could decide anything. */
function isBlankChoice(choice: Choice, bad: SectorMap, { buffer }: Workbench): boolean {
  return isBlank(buffer, bad, layOut(choice, bad, buffer));
}

const isVerifiedTrial = ({ report }: Trial) => isVerified(report);

/** The codeword to believe in; undefined when there is none, or nothing to tell between several. */
function settle(
  rivals: readonly Trial[],
  united: Trial,
  versions: readonly (readonly SectorVersion[])[],
  reads: readonly SegmentRead[],
  bad: SectorMap,
): { trial: Trial; by?: ConflictDecision } | undefined {
  const [only, ...others] = rivals;
  if (only === undefined) return undefined;
  if (others.length === 0) return { trial: only };
  if (isVerifiedTrial(only)) {
    const newest = newestOf(rivals, versions, reads, bad);
    if (newest) return { trial: newest, by: "newer" };
  }
  const noTies = united.choice.every((version, sector) => version || versions[sector]!.length < 2);
  return noTies && united.codeword && isVerifiedTrial(united) === isVerifiedTrial(only)
    ? { trial: united, by: "majority" }
    : undefined;
}
