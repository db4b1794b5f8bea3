import { ParitySectors, SectorBytes } from "@floppytape/ecc";
import {
  AllSectors,
  goodSectorCount,
  packSectorMap,
  type SectorMap,
  sectorCount,
} from "@floppytape/qic-format";
import type { LongOperation } from "../long-operation.js";
import type { RescueMap } from "../rescue-map.js";
import type { ExportedSegment } from "./exported-segments.js";
import type { ImageKind } from "./image-kind.js";

/** What can be written: every kind, and `twtz`, which is `twti` compressed with Zstandard. */
export type ExportKind = ImageKind | "twtz";

export interface ExportOptions extends LongOperation {
  /** Time for the header of `twti`, RFC 3339 in UTC. Default: none is written. */
  readonly created?: string;
}

/** What became of the segments of an exported cartridge. */
export interface ExportResult {
  readonly kind: ExportKind;
  /** Of the file, before it was compressed. */
  readonly sizeBytes: number;
  readonly segments: number;
  readonly corrected: number;
  /** Sectors that are lost in the file, by segment: physical maps. */
  readonly lost: ReadonlyMap<number, SectorMap>;
  /** Sectors that were restored with all parity used up, by segment: nothing shows any more that they may be wrong. */
  readonly unverifiable: ReadonlyMap<number, SectorMap>;
  /** Data bytes in {@link lost} sectors. */
  readonly lostBytes: number;
  /**
   * The holes of the file, to be written beside it as `FILE.map`; undefined when there are none. `twti`
   * says itself which segments are lost.
   */
  readonly map: RescueMap | undefined;
}

/** Adds up what becomes of segments. */
export interface ExportTally {
  /** Counts a segment; returns its lost sectors. */
  count(segment: ExportedSegment): SectorMap;
  result(sizeBytes: number, map?: RescueMap): ExportResult;
}

export function createExportTally(kind: ExportKind): ExportTally {
  const lost = new Map<number, SectorMap>();
  const unverifiable = new Map<number, SectorMap>();
  const wholeSegments = kind === "twti" || kind === "twtz";
  let segments = 0;
  let corrected = 0;
  let lostBytes = 0;
  return {
    count({ segment, bad, report, blank }) {
      segments++;
      if (report.how === "corrected") corrected++;
      if (report.unverifiable !== 0) unverifiable.set(segment, report.unverifiable);
      let sectors = lostSectorsOf(report, blank);
      if (sectors === 0) return 0;
      if (wholeSegments) sectors = (AllSectors & ~bad) >>> 0;
      lost.set(segment, sectors);
      lostBytes += sectorCount(dataSectorsOf(bad, sectors)) * SectorBytes;
      return sectors;
    },
    result: (sizeBytes, map) => ({
      kind,
      sizeBytes,
      segments,
      corrected,
      lost,
      unverifiable,
      lostBytes,
      map,
    }),
  };
}

/** Sectors of a segment that nobody can restore; physical. */
export function lostSectorsOf(report: ExportedSegment["report"], blank: boolean): SectorMap {
  if (report.how === "lost") return blank ? 0 : report.lost;
  return report.how === "deleted" ? report.unreadable : 0;
}

/** Packed map of those of the physical `sectors` that hold data, not parity. */
export function dataSectorsOf(bad: SectorMap, sectors: SectorMap): number {
  const data = Math.max(0, goodSectorCount(bad) - ParitySectors);
  const packed = packSectorMap(bad, (sectors & ~bad) >>> 0);
  return data === 0 ? 0 : (packed & (0xffffffff >>> (32 - data))) >>> 0;
}
