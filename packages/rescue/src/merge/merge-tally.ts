import type { Cartridge } from "@floppytape/cartridge";
import { type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";
import { segmentSpans } from "../account/segment-account.js";
import { isBlank } from "../blank-segment.js";
import { addSpans, EmptyAccount } from "../byte-state.js";
import { appendSegment, type SegmentRange } from "../segment-ranges.js";
import type { SegmentDecision } from "./decide-segment.js";
import type { OpenedDump } from "./dump.js";
import type { MergeConflict, MergeResult } from "./merge-result.js";
import { appendProvenance, type ProvenanceRun } from "./provenance.js";
import type { Choice, SegmentRead } from "./sector-versions.js";
import { isVerified } from "./trial.js";

/** What was found and made of one segment. */
export interface MergedSegment {
  readonly segment: number;
  readonly bad: SectorMap;
  readonly reads: readonly SegmentRead[];
  readonly made: SegmentDecision;
  /** As it stands in the merged image, and the good sectors that are missing there. */
  readonly sectors: Uint8Array;
  readonly missing: SectorMap;
}

/** Sums up a merge while it goes on, segments ascending. */
export interface MergeTally extends Readonly<MergeSums> {
  add(merged: MergedSegment): void;
}

/** The sums of a {@link MergeResult}. */
type MergeSums = Pick<
  MergeResult,
  | "account"
  | "corrected"
  | "unverifiable"
  | "lost"
  | "sectors"
  | "dumps"
  | "provenance"
  | "conflicts"
  | "conflictCounts"
>;

/**
 * Nothing summed up yet.
 * @param cartridge says which segments hold data and headers; undefined: all may
 */
export function createMergeTally(
  dumps: readonly OpenedDump[],
  cartridge: Cartridge | undefined,
  maxConflicts: number,
): MergeTally {
  let account = EmptyAccount;
  const corrected: SegmentRange[] = [];
  const unverifiable: SegmentRange[] = [];
  const lost: SegmentRange[] = [];
  const sectors = { fromOne: 0, fromSeveral: 0, holes: 0 };
  const shares = dumps.map(({ name, parityStored, cartridge: own }) => ({
    name,
    parityStored,
    hasHeader: own !== undefined,
    sectorsRead: 0,
    onlyHere: 0,
    overruled: 0,
  }));
  const provenance: ProvenanceRun[] = [];
  const conflicts: MergeConflict[] = [];
  const conflictCounts = { parity: 0, newer: 0, majority: 0, neither: 0, undecided: 0 };
  const isData = (segment: number) => segment >= (cartridge?.firstDataSegment ?? 0);
  const isHeader = (segment: number) => cartridge?.header.headerSegments.includes(segment) ?? false;

  return {
    add({ segment, bad, reads, made, sectors: merged, missing }) {
      const { choice, report, conflicts: found } = made;
      const blank = report.how === "lost" && isBlank(merged, bad, missing);
      if (isData(segment) && !blank) {
        const doubtful = (report.unverifiable | unvouched(choice, reads, report)) >>> 0;
        account = addSpans(account, segmentSpans({ ...report, unverifiable: doubtful }, bad, true));
      }
      if (report.how === "corrected") appendSegment(corrected, segment);
      if (report.unverifiable !== 0) appendSegment(unverifiable, segment);
      if (report.how === "lost" && !blank && (isData(segment) || isHeader(segment)))
        appendSegment(lost, segment);
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
      return account;
    },
    corrected,
    unverifiable,
    lost,
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
