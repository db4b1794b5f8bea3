/** The segment under the head, with everything that is special about it collected once. */
import type { CableOperation } from "../cable.js";
import { packed } from "../medium/recorded-ids.js";
import { MediumFlag } from "../medium/tape-medium.js";
import type { PassPlan } from "./pass-plan.js";
import type { Corruption, TapeTroubles } from "./tape-troubles.js";

export interface SegmentView {
  /** Number of the segment in view on the cartridge. */
  readonly segment: number;
  /** Of sector 0; 0 where the segment is not formatted. */
  readonly firstId: number;
  readonly hasUnusualIds: boolean;
  readonly indexLost: boolean;
  /** Sectors before which an index pulse comes that does not belong there, ascending. */
  readonly extraIndexes: readonly number[];
  /** Looks at a segment of the track. */
  turnTo(position: number): void;
  /** C | H << 8 | R << 16 | N << 24. */
  idOf(sector: number): number;
  /** Sum of {@link MediumFlag} bits: the same however often it is asked in one pass. */
  flagsOf(sector: number, operation: CableOperation): number;
  corruptionOf(sector: number): Corruption | undefined;
}

const none: readonly number[] = [];
const undecided = 0xffff;

export function createSegmentView(plan: PassPlan, troubles: TapeTroubles): SegmentView {
  const { medium, track, segmentsPerTrack, formatting } = plan;
  const flags = new Uint8Array(32);
  const decided = new Uint16Array(32);
  const corruptions = new Map<number, Corruption>();
  let position = -1;
  let special = false;
  let unusual: Uint8Array | undefined;

  const view = {
    segment: -1,
    firstId: 0,
    hasUnusualIds: false,
    indexLost: false,
    extraIndexes: none,
    turnTo(next: number) {
      if (next === position) return;
      position = next;
      const segment = track * segmentsPerTrack + next;
      view.segment = segment;
      view.firstId = medium.firstId(segment);
      view.indexLost = false;
      view.extraIndexes = none;
      special = false;
      if (view.firstId === 0 && !formatting) return;
      unusual = medium.unusualIds(segment);
      view.hasUnusualIds = unusual !== undefined;
      decided.fill(undecided);
      corruptions.clear();
      const marked = medium.flagsOf(segment);
      const trouble = troubles.ofSegment(segment, track);
      if (marked === undefined && trouble === undefined) return;
      special = true;
      if (marked) flags.set(marked);
      else flags.fill(0);
      if (trouble) view.indexLost = trouble.indexLost;
      for (const sector of trouble?.blankSectors ?? none) flags[sector]! |= MediumFlag.Erased;
      view.extraIndexes = [...(trouble?.extraIndexes ?? none), ...holeEnds(flags)].sort(
        (a, b) => a - b,
      );
    },
    idOf(sector: number) {
      if (unusual) return packed(unusual, sector * 4);
      return (view.firstId + sector * 0x10000) >>> 0;
    },
    flagsOf(sector: number, operation: CableOperation) {
      let struck = decided[sector]!;
      if (struck === undecided) {
        const trouble = troubles.ofSector(view.segment, sector, operation, plan);
        struck = decided[sector] = trouble?.flags ?? 0;
        if (trouble?.corruption) corruptions.set(sector, trouble.corruption);
      }
      return special ? struck | flags[sector]! : struck;
    },
    corruptionOf: (sector: number) =>
      corruptions.size === 0 ? undefined : corruptions.get(sector),
  };
  return view;
}

/** Sectors at whose beginning a blank stretch ends: the drive takes it for a gap. */
function holeEnds(flags: Uint8Array): number[] {
  const ends: number[] = [];
  for (let sector = 0; sector < 32; sector++) {
    const blank = (flags[sector]! & MediumFlag.Erased) !== 0;
    const nextBlank = sector < 31 && (flags[sector + 1]! & MediumFlag.Erased) !== 0;
    if (blank && !nextBlank) ends.push(sector + 1);
  }
  return ends;
}
