/** What remains to be done with a segment, pass after pass: which sectors are tried, and when it is enough. */
import { type SectorMap, sectorCount } from "@floppytape/qic-format";
import type { SegmentPass } from "./segment-pass.js";

export type JobKind = "read" | "write" | "write-deleted" | "verify";

export interface SegmentJob {
  readonly segment: number;
  kind: JobKind;
  readonly wanted: SectorMap;
  /** Passes after the first, at most. */
  readonly mostRetries: number;
  good: SectorMap;
  deleted: SectorMap;
  /** Failed with a wrong checksum, a missing mark or an overrun: they are where they should be. */
  failed: SectorMap;
  /** Failed for good when looking for bad sectors. */
  condemned: SectorMap;
  /** Their ids are not found: a command that waits for one lets the rest of the segment pass. */
  absent: SectorMap;
  /** Passes in which a sector was not found. */
  searches: number;
  /** Passes after the first. */
  retries: number;
  /** The last of them that brought nothing new. */
  fruitless: number;
  /** The next absent sector to try. */
  nextAbsent: number;
  /** Passes in which nothing came at all. */
  silent: number;
}

/** Repetitions of a segment: what the original driver called soft retries. */
export const MostRetries = 6;
/** The head has tried both sides of the track then. */
const mostFruitless = 3;
/** Sectors that error correction restores. */
const repairable = 3;
/** A tape that ends before the segment, or a controller that hangs: neither gets better. */
const mostSilent = 2;
/** Absent sectors are looked for again when a segment is verified. */
const mostVerifyRetries = 2;

export function openJob(
  kind: JobKind,
  segment: number,
  wanted: SectorMap,
  mostRetries = MostRetries,
): SegmentJob {
  return {
    segment,
    kind,
    wanted,
    mostRetries,
    good: 0,
    deleted: 0,
    failed: 0,
    condemned: 0,
    absent: 0,
    searches: 0,
    retries: 0,
    fruitless: 0,
    nextAbsent: 0,
    silent: 0,
  };
}

/** Sectors that were asked for and are not good. */
export function missingOf(job: SegmentJob): SectorMap {
  return (job.wanted & ~job.good) >>> 0;
}

/** Sectors whose turn has not come yet. */
export function untriedOf({ wanted, good, failed, condemned, absent }: SegmentJob): SectorMap {
  return (wanted & ~(good | failed | condemned | absent)) >>> 0;
}

/** The sectors of the next pass. */
export function sectorsToTry(job: SegmentJob): SectorMap {
  const present = (missingOf(job) & ~(job.absent | job.condemned)) >>> 0;
  if (present !== 0) return present;
  const later = (job.absent & (job.nextAbsent > 31 ? 0 : -1 << job.nextAbsent)) >>> 0;
  return later !== 0 ? later : job.absent;
}

/** Two passes ended at sectors that were not found: the ids should be looked at before the next. */
export function needsSurvey(job: SegmentJob): boolean {
  return job.searches === 2 && untriedOf(job) !== 0;
}

/** Takes the result of a pass in; returns how many sectors failed. */
export function record(job: SegmentJob, pass: SegmentPass): number {
  const before = job.good;
  job.good = (job.good | pass.good) >>> 0;
  job.deleted = (job.deleted | pass.deleted) >>> 0;
  if (pass.absent !== 0) {
    job.searches++;
    job.nextAbsent = 32 - Math.clz32(pass.absent);
  }
  job.absent = ((job.absent | pass.absent) & ~(job.good | pass.failed)) >>> 0;
  // A checksum that is wrong once is reason enough not to use the sector; an overrun is the host's fault.
  if (job.kind === "verify") job.condemned = (job.condemned | (pass.failed & ~pass.overrun)) >>> 0;
  job.failed = ((job.failed | pass.failed) & ~(job.good | job.condemned)) >>> 0;
  job.fruitless = job.good === before ? job.fruitless + 1 : 0;
  if (pass.broken !== undefined && pass.good === 0) job.silent++;
  return sectorCount(pass.failed | pass.absent);
}

/** Whether no other pass is worth its time. */
export function isDone(job: SegmentJob): boolean {
  const missing = missingOf(job);
  if (missing === 0 || job.retries >= job.mostRetries || job.silent >= mostSilent) return true;
  const tried = untriedOf(job) === 0;
  switch (job.kind) {
    case "read":
      // A segment with a deleted mark holds nothing that is worth a retry.
      if (job.deleted !== 0) return true;
      if (!tried) return false;
      if (sectorCount(missing) <= 1) return true;
      if (job.fruitless < mostFruitless) return false;
      return sectorCount(missing) <= repairable || missing === job.absent;
    case "verify":
      if (!tried || job.failed !== 0) return false;
      return sectorCount(job.absent) <= 1 || job.retries >= mostVerifyRetries;
    default:
      return missing === job.absent && job.fruitless >= mostFruitless;
  }
}
