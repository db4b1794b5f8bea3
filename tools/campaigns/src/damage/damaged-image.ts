import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { AllSectors, type SectorMap, sectorsOf } from "@floppytape/qic-format";
import type { Random } from "../seeded-random.js";
import type { WrittenImage } from "./written-image.js";

/** What is left of an image. */
export interface DamagedImage {
  readonly bytes: Uint8Array;
  /** Sectors that the rescue map names as unread. */
  readonly holes: ReadonlyMap<number, SectorMap>;
  /** Sectors that cannot be read: holes, and those behind the end of the file. */
  readonly unreadable: (segment: number) => SectorMap;
}

/** What befell the header copies. */
export type HeaderFate = "one good" | "complementary" | "lost";

export interface Damage {
  readonly image: DamagedImage;
  readonly headers: HeaderFate;
}

/** Damages the segments that were written, in ways whose outcome theory tells. */
export function damageImage(random: Random, written: WrittenImage): Damage {
  const bytes = written.bytes.slice();
  const holes = new Map<number, SectorMap>();
  const goodSectors = (segment: number) => sectorsOf(~written.badSectors(segment) >>> 0);

  const unread = (segment: number, sectors: readonly number[]) => {
    for (const sector of sectors) {
      holes.set(segment, ((holes.get(segment) ?? 0) | (1 << sector)) >>> 0);
      const at = segment * SegmentBytes + sector * SectorBytes;
      const left = random.below(3); // what a rescue leaves in a hole: zeros, noise, or the right bytes
      if (left === 0) bytes.fill(0, at, at + SectorBytes);
      if (left === 1) bytes.set(random.bytes(SectorBytes), at);
    }
  };
  /** Changes bytes of sectors that read without error. */
  const corrupt = (segment: number, sectors: readonly number[]) => {
    const spread = random.below(3);
    const shared = columns(random, 1 + random.below(20));
    for (const sector of sectors) {
      const at = segment * SegmentBytes + sector * SectorBytes;
      if (spread === 0) bytes.set(random.bytes(SectorBytes), at);
      const some = spread === 1 ? shared : columns(random, 1 + random.below(20));
      if (spread > 0) for (const column of some) bytes[at + column]! ^= 1 + random.below(255);
    }
  };

  for (const { firstSegment, lastSegment } of written.volumes)
    for (let segment = firstSegment; segment <= lastSegment; segment++) {
      if (random.oneIn(2)) continue;
      const unreadable = random.oneIn(3) ? 0 : random.below(6);
      const silent = random.oneIn(2) ? 0 : 1 + random.below(3);
      const sectors = random.some(goodSectors(segment), unreadable + silent);
      unread(segment, sectors.slice(0, unreadable));
      corrupt(segment, sectors.slice(unreadable));
    }
  if (random.oneIn(8))
    unread(written.tableSegment, random.some(goodSectors(written.tableSegment), 4));
  else if (random.oneIn(2))
    unread(written.tableSegment, random.some(goodSectors(written.tableSegment), random.below(4)));

  const headers = damageHeaders(random, written, unread, corrupt);
  const end = random.oneIn(4) ? tornEnd(random, written) : bytes.length;
  return { headers, image: damagedImage(bytes.subarray(0, end), holes) };
}

/** What is left when some sectors are holes and the file may end early. */
export function damagedImage(
  bytes: Uint8Array,
  holes: ReadonlyMap<number, SectorMap>,
): DamagedImage {
  const stored = Math.floor(bytes.length / SectorBytes);
  const behindEnd = (segment: number): SectorMap => {
    const inSegment = stored - segment * SegmentSectors;
    if (inSegment >= SegmentSectors) return 0;
    return inSegment <= 0 ? AllSectors : (AllSectors << inSegment) >>> 0;
  };
  const unreadable = (segment: number) => ((holes.get(segment) ?? 0) | behindEnd(segment)) >>> 0;
  return { bytes, holes, unreadable };
}

type Harm = (segment: number, sectors: readonly number[]) => void;

function damageHeaders(
  random: Random,
  { headerSegments }: WrittenImage,
  unread: Harm,
  corrupt: Harm,
): HeaderFate {
  const all = Array.from({ length: SegmentSectors }, (_, sector) => sector);
  const kind = random.below(12);
  if (kind < 2) {
    // Sectors that one copy has lost are good in the other, but for three at most.
    const sectors = random.some(all, 20);
    unread(headerSegments[0], sectors.slice(0, 10));
    unread(headerSegments[1], sectors.slice(10 - random.below(4)));
    return "complementary";
  }
  if (kind === 2) {
    const both = random.some(all, 4 + random.below(20));
    for (const segment of headerSegments) unread(segment, both);
    return "lost";
  }
  const survivor = random.below(2);
  headerSegments.forEach((segment, copy) => {
    const harm = copy === survivor ? random.below(3) : random.below(6);
    if (harm === 1) unread(segment, random.some(all, 1 + random.below(3)));
    if (harm === 2) corrupt(segment, random.some(all, 1));
    if (harm > 2) unread(segment, random.some(all, 4 + random.below(29)));
  });
  return "one good";
}

/** Somewhere behind the volume table: a copy that was cut short. */
function tornEnd(random: Random, { bytes, tableSegment }: WrittenImage): number {
  const least = (tableSegment + 1) * SegmentBytes;
  return least + random.below(Math.max(1, bytes.length - least));
}

function columns(random: Random, count: number): number[] {
  return [...new Set(Array.from({ length: count }, () => random.below(SectorBytes)))];
}
