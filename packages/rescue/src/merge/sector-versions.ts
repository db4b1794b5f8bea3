import { SectorBytes, SegmentSectors } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";

/** What one dump gave of one segment. */
export interface SegmentRead {
  /** 32 sectors at their physical places; what is not in {@link has} is undefined. */
  readonly bytes: Uint8Array;
  /** The same memory. */
  readonly words: Uint32Array;
  /** The sectors that the dump read. */
  readonly has: SectorMap;
  /** False: a dump without parity, whose word counts less. */
  readonly parityStored: boolean;
  /** How new the dump is, by its own header; the higher the newer. Undefined: nobody knows. */
  readonly age: number | undefined;
}

/** What a sector may have held, and the dumps (numbers, ascending) that say so. */
export interface SectorVersion {
  readonly bytes: Uint8Array;
  readonly dumps: readonly number[];
}

/** Which version is taken of each of the 32 sectors; undefined: none, the sector is a hole. */
export type Choice = readonly (SectorVersion | undefined)[];

/** The versions of every sector of a segment. */
export function versionsOf(reads: readonly SegmentRead[]): readonly (readonly SectorVersion[])[] {
  return Array.from({ length: SegmentSectors }, (_, sector) => versionsOfSector(reads, sector));
}

function versionsOfSector(reads: readonly SegmentRead[], sector: number): SectorVersion[] {
  const versions: { bytes: Uint8Array; dumps: number[]; words: Uint32Array }[] = [];
  for (const [dump, { bytes, words, has }] of reads.entries()) {
    if (!((has >>> sector) & 1)) continue;
    const from = sector * SectorBytes;
    const same = versions.find((version) => equalSectors(version.words, words, sector));
    if (same) same.dumps.push(dump);
    else versions.push({ bytes: bytes.subarray(from, from + SectorBytes), dumps: [dump], words });
  }
  return versions;
}

const SectorWords = SectorBytes / 4;

function equalSectors(a: Uint32Array, b: Uint32Array, sector: number): boolean {
  const end = (sector + 1) * SectorWords;
  for (let i = end - SectorWords; i < end; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The version that most of the newest dumps have, dumps with parity counting first; undefined when none has
 * more than all others.
 */
export function mostFrequent(
  versions: readonly SectorVersion[],
  reads: readonly SegmentRead[],
): SectorVersion | undefined {
  if (versions.length <= 1) return versions[0];
  const ages = versions.flatMap(({ dumps }) => dumps.map((dump) => reads[dump]?.age ?? -1));
  const newest = Math.max(...ages);
  const weight = (dump: number) => {
    const { age = newest, parityStored } = reads[dump]!;
    if (age < newest) return 0;
    return parityStored ? reads.length : 1;
  };
  const votes = ({ dumps }: SectorVersion) => dumps.reduce((sum, dump) => sum + weight(dump), 0);
  const [best, second] = [...versions].sort((a, b) => votes(b) - votes(a));
  return best && second && votes(best) > votes(second) ? best : undefined;
}

/** The sectors that `dump` has as it has them, the others as in `otherwise`. */
export function preferring(
  dump: number,
  versions: readonly (readonly SectorVersion[])[],
  otherwise: (sector: number) => SectorVersion | undefined,
): Choice {
  return versions.map(
    (some, sector) => some.find(({ dumps }) => dumps.includes(dump)) ?? otherwise(sector),
  );
}

/** Ways to choose between the versions of contested sectors, at most `limit`; the rest is as in `base`. */
export function* combinations(
  versions: readonly (readonly SectorVersion[])[],
  base: Choice,
  limit: number,
): Generator<Choice, void, undefined> {
  const contested = versions.flatMap((some, sector) => (some.length > 1 ? [sector] : []));
  const total = contested.reduce((count, sector) => count * versions[sector]!.length, 1);
  if (total > limit) return;
  for (let number = 0; number < total; number++) {
    const choice = [...base];
    let digits = number;
    for (const sector of contested) {
      const some = versions[sector]!;
      choice[sector] = some[digits % some.length];
      digits = Math.floor(digits / some.length);
    }
    yield choice;
  }
}
