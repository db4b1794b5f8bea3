/** Faults and weak spots of the tape, decided when they pass the head. */
import type { CableOperation } from "../cable.js";
import type { FaultKind, Faults } from "../faults/faults.js";
import { createRandom } from "../faults/random.js";
import { MediumFlag } from "../medium/tape-medium.js";
import type { PassPlan } from "./pass-plan.js";

/** What a fault script does to the index pulses and gaps of a segment in one pass. */
export interface SegmentTrouble {
  readonly indexLost: boolean;
  /** Sectors before which pulses come. */
  readonly extraIndexes: readonly number[];
  readonly blankSectors: readonly number[];
}

/** How the bytes of a sector come out changed, with a good CRC. */
export interface Corruption {
  readonly offset: number;
  readonly bytes: number;
  readonly xor: number;
}

export interface SectorTrouble {
  /** Sum of {@link MediumFlag} bits. */
  readonly flags: number;
  readonly corruption?: Corruption | undefined;
}

/** Every question is an occasion that the fault script counts. */
export interface TapeTroubles {
  ofSegment(segment: number, track: number): SegmentTrouble | undefined;
  ofSector(
    segment: number,
    sector: number,
    operation: CableOperation,
    plan: PassPlan,
  ): SectorTrouble | undefined;
}

const idKinds = [
  ["idLost", MediumFlag.NoId],
  ["idCrc", MediumFlag.IdCrcError],
] as const satisfies readonly (readonly [FaultKind, number])[];

const dataKinds = [
  ["dataMarkLost", MediumFlag.NoDataMark],
  ["dataCrc", MediumFlag.CrcError],
  ["weak", MediumFlag.CrcError],
] as const satisfies readonly (readonly [FaultKind, number])[];

const segmentKinds = ["lostIndex", "extraIndex", "erasedHole"] as const;

/** Extra pulses follow each other within a sector; in sectors. */
const PulsePitch = 0.1;

export function createTapeTroubles(faults: Faults, seed: number): TapeTroubles {
  const random = createRandom(seed);
  const onIds = idKinds.filter(([kind]) => faults.has(kind));
  const onData = dataKinds.filter(([kind]) => faults.has(kind));
  const onSegments = segmentKinds.some((kind) => faults.has(kind));
  const corrupts = faults.has("silentCorrupt");
  const scripted = onIds.length + onData.length > 0 || corrupts;

  return {
    ofSegment(segment, track) {
      if (!onSegments) return undefined;
      const place = { segment, track };
      const lost = faults.strikes("lostIndex", place);
      const extra = faults.strikes("extraIndex", place);
      const hole = faults.strikes("erasedHole", place);
      return {
        indexLost: lost !== undefined,
        extraIndexes: extra ? run(Number(extra.sector), Number(extra.pulses), PulsePitch) : [],
        blankSectors: hole
          ? run(Number(hole.sector), Number(hole.sectors), 1).filter((sector) => sector < 32)
          : [],
      };
    },
    ofSector(segment, sector, operation, { medium, track, microStep }) {
      const weakness = medium.weaknessOf(segment, sector);
      if (!scripted && weakness === undefined) return undefined;
      const place = { segment, sector, track, operation, microStep };
      let flags = 0;
      for (const [kind, flag] of onIds) if (faults.strikes(kind, place)) flags |= flag;
      if (operation === "write" || operation === "read-id") return { flags };
      for (const [kind, flag] of onData) if (faults.strikes(kind, place)) flags |= flag;
      if (weakness && weakness.microStep !== microStep)
        if (random.next() < (weakness.probability ?? 1)) flags |= MediumFlag.CrcError;
      const struck = corrupts ? faults.strikes("silentCorrupt", place) : undefined;
      const corruption = struck && {
        offset: Number(struck.offset),
        bytes: Number(struck.bytes),
        xor: Number(struck.xor),
      };
      return { flags, corruption };
    },
  };
}

function run(from: number, count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i * step);
}
