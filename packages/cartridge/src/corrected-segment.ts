import { type EccEngine, ParitySectors, SectorBytes, SegmentSectors } from "@floppytape/ecc";
import {
  dataBytesOf,
  goodSectorCount,
  packSectorMap,
  type SectorMap,
  sectorCount,
  sectorsOf,
  unpackSectorMap,
} from "@floppytape/qic-format";

/**
 * How the contents of a segment were obtained. `read`: every residue vanished as it came from the
 * medium. `corrected`: the parity restored it. `lost`: it could not be restored. `deleted`: it
 * carries deleted data marks, which say that nothing is stored there. `empty`: three good sectors or
 * fewer, so that there is no room for data.
 */
export type Obtained = "read" | "corrected" | "lost" | "deleted" | "empty";

/** What became of one segment; all maps are physical. */
export interface Correction {
  readonly how: Obtained;
  /** Sectors in which bytes were restored. */
  readonly corrected: SectorMap;
  /** Sectors that could not be read and are not in the bad sector map. */
  readonly unreadable: SectorMap;
  /** Corrected sectors that used up all redundancy: further damage there would not have shown. */
  readonly unverifiable: SectorMap;
  /** Corrected sectors that the medium had delivered as good. */
  readonly silent: SectorMap;
  /**
   * Sectors of a lost segment whose contents cannot be relied on: the unreadable ones; or all good
   * ones when damage shows that no sector admits to, so that nobody knows which it is.
   */
  readonly lost: SectorMap;
}

/** A {@link Correction} and the segment that it is about. */
export interface SegmentReport extends Correction {
  readonly segment: number;
}

/** Contents of a segment and how they were obtained. */
export interface CorrectedSegment {
  readonly report: Correction;
  /**
   * The data sectors, packed; a view of the buffer that was corrected. Nothing for deleted and empty
   * segments. In a lost segment readable sectors are as read and unreadable ones zero-filled.
   */
  readonly data: Uint8Array;
}

/** The report of a segment that is as it was written. */
export const PlainRead: Correction = Object.freeze({
  how: "read",
  corrected: 0,
  unreadable: 0,
  unverifiable: 0,
  silent: 0,
  lost: 0,
});

/** The report of a segment with deleted data marks, or with no room for data. */
export function reportOfNothing(how: "deleted" | "empty"): Correction {
  return { ...PlainRead, how };
}

/**
 * Packs the good sectors of a segment together and corrects them, both in place: `physical`
 * (32 sectors as they lie on the tape) is overwritten. Without bad sectors and damage not a byte is
 * moved.
 */
export function correctSegment(
  physical: Uint8Array,
  bad: SectorMap,
  unreadable: SectorMap,
  engine: EccEngine,
): CorrectedSegment {
  const dataBytes = dataBytesOf(bad);
  if (dataBytes === 0) return { report: reportOfNothing("empty"), data: physical.subarray(0, 0) };
  if (bad !== 0) packSegment(physical, bad);
  const count = goodSectorCount(bad);
  const data = physical.subarray(0, dataBytes);
  const flagged = (unreadable & ~bad) >>> 0;
  const erasures = packSectorMap(bad, flagged);
  // The check means nothing then: a buffer left at zeros, or at another segment's contents, passes it.
  const tooMany = sectorCount(erasures) > ParitySectors;
  const result = tooMany ? undefined : engine.repair(physical, count, erasures);
  if (result?.outcome === "ok")
    return { report: flagged === 0 ? PlainRead : { ...PlainRead, unreadable: flagged }, data };
  if (result?.outcome === "corrected")
    return {
      report: {
        how: "corrected",
        corrected: unpackSectorMap(bad, result.corrected),
        unreadable: flagged,
        unverifiable: unpackSectorMap(bad, result.unverifiable),
        silent: unpackSectorMap(bad, result.silentErrors),
        lost: 0,
      },
      data,
    };
  for (const sector of sectorsOf(erasures))
    physical.fill(0, sector * SectorBytes, (sector + 1) * SectorBytes);
  const lost = tooMany ? flagged : ~bad >>> 0;
  return { report: { ...PlainRead, how: "lost", unreadable: flagged, lost }, data };
}

/** Moves the good sectors of a segment to its beginning, in place. */
export function packSegment(physical: Uint8Array, bad: SectorMap): void {
  let place = 0;
  for (let sector = 0; sector < SegmentSectors; sector++) {
    if ((bad >>> sector) & 1) continue;
    if (place !== sector)
      physical.copyWithin(place * SectorBytes, sector * SectorBytes, (sector + 1) * SectorBytes);
    place++;
  }
}

/** Moves packed sectors to their physical places, in place; mapped-out sectors are zero-filled. */
export function unpackSegment(packed: Uint8Array, bad: SectorMap): void {
  let place = goodSectorCount(bad);
  for (let sector = SegmentSectors - 1; sector >= 0; sector--) {
    if ((bad >>> sector) & 1) packed.fill(0, sector * SectorBytes, (sector + 1) * SectorBytes);
    else if (--place !== sector)
      packed.copyWithin(sector * SectorBytes, place * SectorBytes, (place + 1) * SectorBytes);
  }
}

/**
 * Puts right a segment whose last write, which changed one data sector and with it the three of parity,
 * was cut short: any of the four may be new or old, and none admits to damage. When one sector differs
 * from the old or from the new segment, `correctSegment` corrects it; when two do, then one of the two
 * segments is reached by changing two parity sectors, which this tries. `packed` holds packed sectors
 * and is changed only when that explains every column.
 */
export function repairTornSegment(
  packed: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
): Correction | undefined {
  const count = goodSectorCount(bad);
  if (count <= ParitySectors) return undefined;
  for (const pair of [0b011, 0b101, 0b110]) {
    const result = engine.repair(packed, count, (pair << (count - ParitySectors)) >>> 0);
    if (result.outcome !== "corrected") continue;
    const corrected = unpackSectorMap(bad, result.corrected);
    return { ...PlainRead, how: "corrected", corrected, silent: corrected };
  }
  return undefined;
}
