import type { Correction } from "@floppytape/cartridge";
import { ParitySectors, SectorBytes } from "@floppytape/ecc";
import { goodSectorCount, packSectorMap, type SectorMap } from "@floppytape/qic-format";
import { isBlank } from "../blank-segment.js";
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
  equalBytes,
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

/** The rival that comes from a newer dump than all others do. */
function newestOf(
  rivals: readonly Trial[],
  versions: readonly (readonly SectorVersion[])[],
  reads: readonly SegmentRead[],
  bad: SectorMap,
): Trial | undefined {
  const differing = sectorsThatDiffer(rivals, bad);
  const aged = rivals.map((trial) => {
    const dumps = matching(trial, versions, bad).flatMap((version, sector) =>
      (differing >>> sector) & 1 ? (version?.dumps ?? []) : [],
    );
    const ages = dumps.map((dump) => reads[dump]?.age);
    return {
      trial,
      age: ages.includes(undefined) ? undefined : Math.max(-1, ...(ages as number[])),
    };
  });
  if (aged.some(({ age }) => age === undefined)) return undefined;
  aged.sort((a, b) => b.age! - a.age!);
  return aged[0]!.age! > aged[1]!.age! ? aged[0]!.trial : undefined;
}

/** The versions that are what the codeword says. */
function matching(
  { codeword }: Trial,
  versions: readonly (readonly SectorVersion[])[],
  bad: SectorMap,
): Choice {
  return versions.map((some, sector) => {
    if (codeword === undefined || (bad >>> sector) & 1) return undefined;
    const place = placeOf(sector, bad) * SectorBytes;
    const right = codeword.subarray(place, place + SectorBytes);
    return some.find(({ bytes }) => equalBytes(bytes, right));
  });
}

/** Physical sectors in which codewords differ. */
function sectorsThatDiffer(trials: readonly Trial[], bad: SectorMap): SectorMap {
  const [first, ...others] = trials.flatMap(({ codeword }) => (codeword ? [codeword] : []));
  let map = 0;
  for (let sector = 0; first && sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    const from = placeOf(sector, bad) * SectorBytes;
    const part = (codeword: Uint8Array) => codeword.subarray(from, from + SectorBytes);
    if (others.some((other) => !equalBytes(part(first), part(other)))) map |= 1 << sector;
  }
  return map >>> 0;
}

/** Packed index of a good sector. */
function placeOf(sector: number, bad: SectorMap): number {
  return 31 - Math.clz32(packSectorMap(bad, (1 << sector) >>> 0));
}
