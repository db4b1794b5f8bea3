/** One pass of tape along the head at data speed: which marks it sees, and when. Closed form, no events. */
import type { SectorId } from "@floppytape/qic-format";
import type { CableOperation, SectorMark, TapeMark } from "../cable.js";
import { MediumFlag } from "../medium/tape-medium.js";
import type { PassPlan } from "./pass-plan.js";
import { createSegmentView, type SegmentView } from "./segment-view.js";
import type { Corruption, TapeTroubles } from "./tape-troubles.js";

export interface TapePass {
  readonly plan: PassPlan;
  next(
    fromNs: number,
    rateKbit: number,
    wanted: SectorId | undefined,
    operation: CableOperation,
  ): TapeMark | undefined;
  /** How the bytes of a sector that has just passed are to be corrupted. */
  corruptionOf(place: number): Corruption | undefined;
  /** The segment, counted along the track, whose beginning is nearest to a time. */
  segmentAt(ns: number): number;
}

/** A tape that differs more from its nominal length cannot be followed by the controller's data separator. */
const MaxStretch = 0.06;
const Views = 4;

export function createTapePass(plan: PassPlan, troubles: TapeTroubles): TapePass {
  const { timing, zeroNs, stretch, segments, fromNs: speedFromNs, toNs, formatting } = plan;
  const segmentNs = timing.segmentNs * stretch;
  const sectorNs = timing.sectorNs * stretch;
  const firstSectorNs = timing.firstSectorNs * stretch;
  const firstIdNs = firstSectorNs + timing.idNs * stretch;
  const dataDelayNs = (timing.dataNs - timing.idNs) * stretch;
  const endDelayNs = (timing.endNs - timing.idNs) * stretch;
  const closeNs = timing.closeNs * stretch;
  const closes = formatting || plan.pulsesPerGap === 2;
  const readable = plan.readable && !formatting && Math.abs(stretch - 1) <= MaxStretch;
  // Searches look some segments ahead and then back: several views, so that nothing is decided twice.
  const views = Array.from({ length: Views }, () => createSegmentView(plan, troubles));
  let view: SegmentView = views[0]!;

  /** The first index pulse of the segment in view at or after `ns`. */
  const nextIndex = (baseNs: number, ns: number) => {
    if (!view.indexLost && baseNs >= ns) return baseNs;
    for (const sector of view.extraIndexes) {
      const at = Math.round(baseNs + firstSectorNs + sector * sectorNs);
      if (at >= ns) return at;
    }
    const at = Math.round(baseNs + closeNs);
    return closes && !view.indexLost && at >= ns ? at : Number.POSITIVE_INFINITY;
  };

  const markOf = (baseNs: number, sector: number, flags: number): SectorMark => {
    const idNs = baseNs + firstIdNs + sector * sectorNs;
    const id = view.idOf(sector);
    return {
      kind: "sector",
      atNs: Math.round(idNs),
      dataNs: Math.round(idNs + dataDelayNs),
      endNs: Math.round(idNs + endDelayNs),
      id: {
        cylinder: id & 0xff,
        head: (id >>> 8) & 0xff,
        record: (id >>> 16) & 0xff,
        sizeCode: 3,
      },
      idCrcGood: (flags & MediumFlag.IdCrcError) === 0,
      dataMark:
        (flags & MediumFlag.NoDataMark) !== 0
          ? "missing"
          : (flags & MediumFlag.Deleted) !== 0
            ? "deleted"
            : "normal",
      dataCrcGood: (flags & MediumFlag.CrcError) === 0,
      place: view.segment * 32 + sector,
    };
  };

  /** The first sector in view whose id passes at or after `ns` and before `limitNs`. */
  const nextSector = (
    baseNs: number,
    ns: number,
    limitNs: number,
    wantedId: number,
    operation: CableOperation,
  ): SectorMark | undefined => {
    let sector = Math.max(0, Math.ceil((ns - baseNs - firstIdNs - 0.5) / sectorNs));
    let last = 31;
    if (wantedId !== 0 && !view.hasUnusualIds) {
      // Ids count up: the wanted one can be in one place only.
      const place = (wantedId - view.firstId) / 0x10000;
      if (place < sector || place > 31 || !Number.isInteger(place)) return undefined;
      sector = last = place;
    }
    for (; sector <= last; sector++) {
      const at = Math.round(baseNs + firstIdNs + sector * sectorNs);
      if (at < ns) continue;
      if (at >= limitNs || at > toNs) return undefined;
      const id = view.idOf(sector);
      if (id >>> 24 !== 3 || (wantedId !== 0 && id !== wantedId)) continue;
      const flags = view.flagsOf(sector, operation);
      if ((flags & (MediumFlag.NoId | MediumFlag.Erased)) !== 0) continue;
      if ((flags & MediumFlag.Unwritable) !== 0 && operation === "write") continue;
      return markOf(baseNs, sector, flags);
    }
    return undefined;
  };

  return {
    plan,
    corruptionOf(place) {
      const segment = place >>> 5;
      const seen = views[(segment - plan.track * plan.segmentsPerTrack) % Views];
      return seen?.segment === segment ? seen.corruptionOf(place & 31) : undefined;
    },
    segmentAt: (ns) => Math.round((ns - zeroNs) / segmentNs),
    next(fromNs, rateKbit, wanted, operation) {
      const ns = Math.max(fromNs, speedFromNs);
      const withSectors = readable && rateKbit === plan.rateKbit;
      const wantedId = wanted ? idNumber(wanted) : 0;
      let k = Math.max(0, Math.floor((ns - zeroNs) / segmentNs));
      for (; k < segments; k++) {
        const baseNs = Math.round(zeroNs + k * segmentNs);
        if (baseNs > toNs) return undefined;
        view = views[k % Views]!;
        view.turnTo(k);
        if (!formatting && view.firstId === 0) continue;
        const indexNs = nextIndex(baseNs, ns);
        const mark =
          withSectors && indexNs > baseNs
            ? nextSector(baseNs, ns, indexNs, wantedId, operation)
            : undefined;
        if (mark) return mark;
        if (indexNs <= toNs) return { kind: "index", atNs: indexNs };
      }
      return undefined;
    },
  };
}

/** C | H << 8 | R << 16 | N << 24, as a {@link SegmentView} has them. */
function idNumber({ cylinder, head, record }: SectorId): number {
  return (cylinder | (head << 8) | (record << 16) | (3 << 24)) >>> 0;
}
