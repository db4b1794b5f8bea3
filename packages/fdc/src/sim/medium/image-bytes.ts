/** The bytes of a medium in a raw image: sector s of segment n at (n*32+s)*1024. */
import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { AllSectors, type SectorMap } from "@floppytape/qic-format";
import type { MediumBytes } from "./medium-bytes.js";
import type { SyncBytes } from "./sync-bytes.js";

export interface ImageBytesOptions {
  holes: Map<number, SectorMap>;
  onHolesChange?: ((holes: ReadonlyMap<number, SectorMap>) => void) | undefined;
}

/**
 * Leaves the same bytes and holes behind as the raw image store after the same writes: what a write
 * behind the end jumps over becomes a hole, what is written ceases to be one. One segment is kept in
 * memory; its sectors reach the image when another one is touched, and in `sync`.
 */
export function createImageBytes(image: SyncBytes, options: ImageBytesOptions): MediumBytes {
  const { holes, onHolesChange } = options;
  const buffer = new Uint8Array(SegmentBytes);
  // Making a view takes longer than copying a sector.
  const sectors = Array.from({ length: SegmentSectors }, (_, sector) =>
    buffer.subarray(sector * SectorBytes, (sector + 1) * SectorBytes),
  );
  let holesChanged = false;
  let cached = -1;
  let loaded = false;
  let dirty: SectorMap = 0;

  const storedSectors = () => Math.floor(image.sizeBytes / SectorBytes);
  const store = () => {
    for (let from = 0; dirty !== 0 && from < SegmentSectors; from++) {
      if (!((dirty >>> from) & 1)) continue;
      let to = from + 1;
      while (to < SegmentSectors && (dirty >>> to) & 1) to++;
      const bytes = buffer.subarray(from * SectorBytes, to * SectorBytes);
      image.write(cached * SegmentBytes + from * SectorBytes, bytes);
      from = to;
    }
    dirty = 0;
  };
  const turnTo = (segment: number) => {
    if (cached === segment) return;
    store();
    cached = segment;
    loaded = false;
  };
  const load = () => {
    if (loaded) return;
    store();
    const got = image.read(cached * SegmentBytes, buffer);
    buffer.fill(0, got);
    loaded = true;
  };
  const markGap = (end: number) => {
    for (let sector = storedSectors(); sector < end; sector++) {
      const segment = Math.floor(sector / SegmentSectors);
      holes.set(segment, ((holes.get(segment) ?? 0) | (1 << (sector % SegmentSectors))) >>> 0);
      holesChanged = true;
    }
  };
  const fillHole = (segment: number, written: SectorMap) => {
    const before = holes.get(segment);
    if (before === undefined) return;
    const after = (before & ~written) >>> 0;
    if (after === before) return;
    holesChanged = true;
    if (after === 0) holes.delete(segment);
    else holes.set(segment, after);
  };

  return {
    read(segment, sector, into, offset) {
      turnTo(segment);
      if (!((dirty >>> sector) & 1)) load();
      into.set(sectors[sector]!, offset);
    },
    write(segment, sector, bytes, offset) {
      if (dirty === 0 || segment !== cached) {
        turnTo(segment);
        markGap((segment + 1) * SegmentSectors);
      }
      buffer.set(bytes.subarray(offset, offset + SectorBytes), sector * SectorBytes);
      dirty = (dirty | (1 << sector)) >>> 0;
      fillHole(segment, (1 << sector) >>> 0);
    },
    fill(segment, filler) {
      turnTo(segment);
      markGap(segment * SegmentSectors);
      buffer.fill(filler);
      image.write(segment * SegmentBytes, buffer);
      loaded = true;
      dirty = 0;
      fillHole(segment, AllSectors);
    },
    erase() {
      const segments = Math.ceil(image.sizeBytes / SegmentBytes);
      cached = -1;
      dirty = 0;
      holesChanged ||= segments > 0 || holes.size > 0;
      holes.clear();
      if (image.truncate) image.truncate(0);
      else for (let segment = 0; segment < segments; segment++) holes.set(segment, AllSectors);
    },
    unreadable(segment) {
      const stored = storedSectors() - segment * SegmentSectors;
      let map = holes.size === 0 ? 0 : (holes.get(segment) ?? 0);
      if (stored <= 0) map = AllSectors;
      else if (stored < SegmentSectors) map |= AllSectors << stored;
      return (segment === cached ? map & ~dirty : map) >>> 0;
    },
    sync() {
      store();
      if (holesChanged) onHolesChange?.(holes);
      holesChanged = false;
    },
  };
}
