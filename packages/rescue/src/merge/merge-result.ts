import type { RescueMap } from "@floppytape/cartridge";
import type { Finding, HeaderSegment } from "@floppytape/qic-format";
import type { ByteAccount } from "../byte-state.js";
import type { SegmentRange } from "../segment-ranges.js";
import type { ProvenanceRun } from "./provenance.js";
import type { ConflictDecision, SectorConflict } from "./sector-conflicts.js";

/** What came of a merge. */
export interface MergeResult {
  /** Of the merged image: 32768 bytes a segment. */
  readonly sizeBytes: number;
  readonly segmentCount: number;
  /** Sectors that no dump has, or that nothing could settle. Bad sectors are not among them. */
  readonly map: RescueMap;
  /** The header that was gone by; undefined when no dump has one. */
  readonly header: HeaderSegment | undefined;
  /** The data bytes of the cartridge once the merged image is read and corrected; never-written segments left out. */
  readonly account: ByteAccount;
  readonly corrected: readonly SegmentRange[];
  /** Corrected with all parity used up. */
  readonly unverifiable: readonly SegmentRange[];
  /** Not among them: segments that look formatted and never written. */
  readonly lost: readonly SegmentRange[];
  readonly sectors: MergedSectors;
  /** In the order in which the dumps were given. */
  readonly dumps: readonly DumpShare[];
  /** Ascending; together they cover the image. */
  readonly provenance: readonly ProvenanceRun[];
  /** The first of them, see `MergeOptions.maxConflicts`; {@link conflictCounts} counts all. */
  readonly conflicts: readonly MergeConflict[];
  readonly conflictCounts: Readonly<Record<ConflictDecision, number>>;
  readonly findings: readonly Finding[];
}

/** A {@link SectorConflict} and the segment that it is in. */
export interface MergeConflict extends SectorConflict {
  readonly segment: number;
}

/** Good sectors by the number of dumps that have them as they were taken. */
export interface MergedSectors {
  readonly fromOne: number;
  readonly fromSeveral: number;
  readonly holes: number;
}

/** What one dump gave. */
export interface DumpShare {
  readonly name: string;
  /** False: it holds no parity, and counts less than the others. */
  readonly parityStored: boolean;
  /** Its own headers can be read. */
  readonly hasHeader: boolean;
  /** Good sectors that it read. */
  readonly sectorsRead: number;
  /** Those that no other dump has. */
  readonly onlyHere: number;
  /** Those that were not taken as it has them. */
  readonly overruled: number;
}
