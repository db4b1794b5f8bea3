/** The id fields of a formatted cartridge, in as little memory as they allow. */
import type { Geometry } from "@floppytape/qic-format";

const IdBytes = 4;
const SegmentIdBytes = 32 * IdBytes;

export interface RecordedIds {
  /** C | H << 8 | R << 16 | N << 24 of a segment's first sector; 0: not formatted. */
  first(segment: number): number;
  /** All 128 bytes where they don't count up in R from the first. */
  unusual(segment: number): Uint8Array | undefined;
  /** Keeps the ids as given. */
  set(segment: number, ids: Uint8Array): void;
  /** Forgets all ids: a cartridge of so many segments. */
  clear(segmentCount: number): void;
}

/**
 * Ids that a geometry implies take no memory, others four bytes a segment, and those that don't count up
 * their 128 bytes. Without a geometry nothing is formatted.
 */
export function createRecordedIds(geometry: Geometry | undefined): RecordedIds {
  let implied = geometry && impliedBy(geometry);
  let count = geometry ? geometry.segmentsPerTrack * geometry.tracksPerCartridge : 0;
  let stored: Uint32Array | undefined;
  const unusual = new Map<number, Uint8Array>();

  const first = (segment: number) => {
    if (segment < 0 || segment >= count) return 0;
    return stored ? stored[segment]! : implied ? implied(segment) : 0;
  };
  return {
    first,
    unusual: (segment) => (unusual.size === 0 ? undefined : unusual.get(segment)),
    set(segment, ids) {
      if (countsUp(ids)) unusual.delete(segment);
      else unusual.set(segment, ids.slice(0, SegmentIdBytes));
      const id = packed(ids, 0);
      if (id === first(segment) || segment >= count) return;
      if (stored === undefined) {
        stored = new Uint32Array(count);
        if (implied) for (let i = 0; i < count; i++) stored[i] = implied(i);
      }
      stored[segment] = id;
    },
    clear(segmentCount) {
      implied = undefined;
      stored = undefined;
      count = segmentCount;
      unusual.clear();
    },
  };
}

/** The packed id that starts at a byte of an id table. */
export function packed(ids: Uint8Array, at: number): number {
  return (ids[at]! | (ids[at + 1]! << 8) | (ids[at + 2]! << 16) | (ids[at + 3]! << 24)) >>> 0;
}

function impliedBy({ floppyTrackMax }: Geometry): (segment: number) => number {
  const perSide = 4 * (floppyTrackMax + 1);
  return (segment) => {
    const head = Math.floor(segment / perSide);
    const cylinder = Math.floor((segment - head * perSide) / 4);
    return (cylinder | (head << 8) | (((segment & 3) * 32 + 1) << 16) | (3 << 24)) >>> 0;
  };
}

function countsUp(ids: Uint8Array): boolean {
  const start = packed(ids, 0);
  for (let sector = 1; sector < 32; sector++)
    if (packed(ids, sector * IdBytes) !== start + sector * 0x10000) return false;
  return start >>> 24 === 3 && ((start >>> 16) & 0xff) + 31 <= 0xff;
}
