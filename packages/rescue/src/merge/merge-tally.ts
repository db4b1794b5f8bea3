import { type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";
import { createSegmentAccounts, type SegmentAccounts } from "../account/segment-account.js";
import type { ByteAccount } from "../byte-state.js";
import { appendSegment, type SegmentRange } from "../segment-ranges.js";
import type { ConflictDecision, SegmentDecision } from "./decide-segment.js";
import type { OpenedDump } from "./dump.js";
import type { DumpShare, MergeConflict, MergedSectors } from "./merge-result.js";
import { appendProvenance, type ProvenanceRun } from "./provenance.js";
import type { Choice, SegmentRead } from "./sector-versions.js";
import { isVerified } from "./trial.js";

/** Sums up a merge while it goes on. */
export interface MergeTally {
  add(segment: number, bad: SectorMap, reads: readonly SegmentRead[], made: SegmentDecision): void;
  readonly account: ByteAccount;
  readonly corrected: readonly SegmentRange[];
  readonly unverifiable: readonly SegmentRange[];
  readonly lost: readonly SegmentRange[];
  readonly sectors: MergedSectors;
  readonly dumps: readonly DumpShare[];
  readonly provenance: readonly ProvenanceRun[];
  readonly conflicts: readonly MergeConflict[];
  readonly conflictCounts: Readonly<Record<ConflictDecision, number>>;
}

/** Nothing summed up yet. */
export function createMergeTally(
  dumps: readonly OpenedDump[],
  badOf: (segment: number) => SectorMap,
  maxConflicts: number,
): MergeTally {
  const accounts: SegmentAccounts = createSegmentAccounts({
    badSectors: { get: badOf },
    store: {},
  });
  const ranges = { corrected: [], unverifiable: [], lost: [] } as Record<
    "corrected" | "unverifiable" | "lost",
    SegmentRange[]
  >;
  const sectors = { fromOne: 0, fromSeveral: 0, holes: 0 };
  const shares = dumps.map(({ name, parityStored, cartridge }) => ({
    name,
    parityStored,
    hasHeader: cartridge !== undefined,
    sectorsRead: 0,
    onlyHere: 0,
    overruled: 0,
  }));
  const provenance: ProvenanceRun[] = [];
  const conflicts: MergeConflict[] = [];
  const conflictCounts = { parity: 0, newer: 0, majority: 0, neither: 0, undecided: 0 };

  return {
    add(segment, bad, reads, { choice, report, conflicts: found }) {
      const unverifiable = report.unverifiable | unvouched(choice, reads, report);
      accounts.add({ segment, ...report, unverifiable: unverifiable >>> 0 });
      if (report.how === "corrected") appendSegment(ranges.corrected, segment);
      if (report.unverifiable !== 0) appendSegment(ranges.unverifiable, segment);
      if (report.how === "lost") appendSegment(ranges.lost, segment);
      appendProvenance(provenance, segment, choice, bad);
      reads.forEach(({ has }, dump) => {
        shares[dump]!.sectorsRead += sectorCount(has & ~bad);
      });
      for (const sector of sectorsOf(~bad >>> 0)) {
        const taken = choice[sector]?.dumps ?? [];
        if (taken.length === 0) sectors.holes++;
        else if (taken.length > 1) sectors.fromSeveral++;
        else {
          sectors.fromOne++;
          shares[taken[0]!]!.onlyHere++;
        }
      }
      for (const conflict of found) {
        conflictCounts[conflict.decision]++;
        conflict.versions.forEach((some, index) => {
          if (index !== conflict.taken) for (const dump of some) shares[dump]!.overruled++;
        });
        if (conflicts.length < maxConflicts) conflicts.push({ segment, ...conflict });
      }
    },
    get account() {
      return accounts.total;
    },
    ...ranges,
    sectors,
    dumps: shares,
    provenance,
    conflicts,
    conflictCounts,
  };
}

/** Sectors that only dumps without parity have, where no other parity vouches for them. */
function unvouched(
  choice: Choice,
  reads: readonly SegmentRead[],
  report: SegmentDecision["report"],
): SectorMap {
  if (isVerified(report)) return 0;
  let map = 0;
  choice.forEach((version, sector) => {
    if (version?.dumps.every((dump) => !reads[dump]?.parityStored)) map |= 1 << sector;
  });
  return map >>> 0;
}
