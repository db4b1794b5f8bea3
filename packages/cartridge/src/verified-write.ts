import { type EccEngine, ParitySectors, SegmentBytes } from "@floppytape/ecc";
import { AllSectors, dataBytesOf, type SectorMap, sectorCount } from "@floppytape/qic-format";
import { buildSegment } from "./build-segment.js";
import { correctSegment } from "./corrected-segment.js";
import type { SegmentStore } from "./segment-store.js";

/** What became of a segment that was written and read back. */
export interface VerifiedWrite {
  readonly segment: number;
  /** The contents can be read back, through the parity if need be. */
  readonly verified: boolean;
  /** Sectors that could not be written, or are wrong when read back. */
  readonly failed: SectorMap;
  /** Those of them that the store itself called failing, when writing or reading back. */
  readonly named: SectorMap;
}

/**
 * Whether a segment that cannot be read back says more of the drive or the machine than of the tape: every
 * sector fails, or so few that parity makes up for them, and the contents are other ones nevertheless.
 */
export function failsEverywhere({ verified, named }: VerifiedWrite): boolean {
  return !verified && (named === AllSectors || sectorCount(named) <= ParitySectors);
}

/** Writes a segment and waits until a crash cannot undo it; returns the sectors that failed. */
export async function writeThrough(
  store: SegmentStore,
  segment: number,
  data: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
): Promise<SectorMap> {
  const sectors = new Uint8Array(SegmentBytes);
  buildSegment(data, bad, engine, sectors);
  let failed = 0;
  const remove = store.onOutcome((outcome) => {
    if (outcome.segment === segment) failed |= outcome.failed;
  });
  try {
    await store.writeSegment(segment, sectors, { skip: bad });
    await store.flush();
  } finally {
    remove();
  }
  return failed >>> 0;
}

/** Writes a segment, reads it back and compares its contents. */
export async function writeVerified(
  store: SegmentStore,
  segment: number,
  data: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
): Promise<VerifiedWrite> {
  const failed = await writeThrough(store, segment, data, bad, engine);
  return verify(store, segment, data, bad, engine, failed);
}

async function verify(
  store: SegmentStore,
  segment: number,
  data: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
  failed: SectorMap,
): Promise<VerifiedWrite> {
  const physical = new Uint8Array(SegmentBytes);
  const read = await store.readRun(segment, 1, physical, { badSectors: () => bad });
  const { report, data: back } = correctSegment(physical, bad, read.unreadable[0]!, engine);
  const wrong = (failed | report.corrected | report.lost | report.unreadable) >>> 0;
  const verified =
    report.how !== "lost" && read.deleted[0] === 0 && sameContents(back, data, dataBytesOf(bad));
  return { segment, verified, failed: wrong, named: (failed | read.unreadable[0]!) >>> 0 };
}

/** Whether `stored` begins with `data` and holds zeros behind it. */
function sameContents(stored: Uint8Array, data: Uint8Array, length: number): boolean {
  if (stored.length !== length) return false;
  for (let i = 0; i < length; i++) if (stored[i] !== (data[i] ?? 0)) return false;
  return true;
}
