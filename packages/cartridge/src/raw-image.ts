import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { AllSectors, type Geometry, type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import type { ByteStore } from "./byte-store.js";
import { CartridgeError } from "./errors.js";
import { statusOfMedium } from "./medium-status.js";
import { createOutcomeListeners } from "./outcome-listeners.js";
import { holesOf, type RescueMap, rescueMapOf } from "./rescue-map.js";
import { requireRun, requireWritable } from "./segment-range.js";
import type { SegmentStore } from "./segment-store.js";

export interface RawImageOptions {
  /** Which bytes of the image are holes, see `parseRescueMap`. Default: none. */
  map?: RescueMap | undefined;
  /** Refuse to write. Default false. */
  writeProtected?: boolean;
  /** Told, before `flush` resolves, when writing has filled holes. */
  onMapChange?: (map: RescueMap) => void | Promise<void>;
}

/** Segments that a format writes at a time: 1 MiB. */
const formatChunk = 32;

/**
 * A cartridge in a raw image: 32768 bytes a segment, ECC included, sector s of segment n at
 * (n*32+s)*1024. Sectors behind the end of a torn image, and holes of the rescue map, are unreadable.
 * The store takes the bytes over: closing it closes them. Deleted data marks have no place in an image:
 * segments written with them are bytes like any others.
 */
export function createRawImageStore(bytes: ByteStore, options: RawImageOptions = {}): SegmentStore {
  const listeners = createOutcomeListeners();
  const holes = options.map ? holesOf(options.map, bytes.sizeBytes) : new Map<number, SectorMap>();
  let mapChanged = false;
  let geometry: Geometry | undefined;
  let contentVersion = 0;
  let closed = false;
  let atBeginning = true;
  let dirty = false;

  const requireOpen = () => {
    if (closed) throw new CartridgeError("CLOSED", "the image is closed");
  };
  const requireUnprotected = () => {
    requireOpen();
    if (options.writeProtected)
      throw new CartridgeError("WRITE_PROTECTED", "the image is write-protected");
  };
  const segmentCount = () => Math.ceil(bytes.sizeBytes / SegmentBytes);
  const writableSegments = () => (geometry ? segmentCountOf(geometry) : segmentCount());
  const fill = (segment: number, written: SectorMap) => {
    const before = holes.get(segment);
    if (before === undefined) return;
    const after = (before & ~written) >>> 0;
    if (after === before) return;
    mapChanged = true;
    if (after === 0) holes.delete(segment);
    else holes.set(segment, after);
  };

  /** What a write behind the end jumps over would read as zeros: it becomes a hole. */
  const markGap = (segment: number) => {
    const end = (segment + 1) * SegmentSectors;
    for (let sector = Math.floor(bytes.sizeBytes / SectorBytes); sector < end; sector++) {
      const gap = Math.floor(sector / SegmentSectors);
      holes.set(gap, ((holes.get(gap) ?? 0) | (1 << (sector % SegmentSectors))) >>> 0);
      mapChanged = true;
    }
  };

  const flush = async () => {
    requireOpen();
    if (!dirty) return;
    await bytes.sync();
    if (mapChanged) await options.onMapChange?.(rescueMapOf(holes, bytes.sizeBytes));
    mapChanged = false;
    dirty = false;
  };

  return {
    get geometry() {
      return geometry;
    },
    useGeometry(found) {
      geometry = found;
    },
    get segmentCount() {
      return segmentCount();
    },
    get contentVersion() {
      return contentVersion;
    },
    async status() {
      requireOpen();
      return statusOfMedium({
        driveName: "raw image",
        cartridgePresent: true,
        writeProtected: options.writeProtected === true,
        newCartridge: false,
        formatted: bytes.sizeBytes > 0,
        atBeginning,
        geometry,
      });
    },
    async readRun(first, count, into, { badSectors, signal } = {}) {
      requireOpen();
      requireRun(first, count, into);
      signal?.throwIfAborted();
      const wanted = into.subarray(0, count * SegmentBytes);
      const got = await bytes.read(first * SegmentBytes, wanted);
      atBeginning = false;
      const unreadable = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const stored = Math.floor((got - i * SegmentBytes) / SectorBytes);
        if (stored < SegmentSectors) unreadable[i] = stored > 0 ? AllSectors << stored : AllSectors;
        if (holes.size > 0) unreadable[i]! |= holes.get(first + i) ?? 0;
        if (badSectors && unreadable[i] !== 0) unreadable[i]! &= ~badSectors(first + i);
      }
      return { unreadable, deleted: new Uint32Array(count) };
    },
    async writeSegment(segment, sectors, { skip }) {
      requireUnprotected();
      requireWritable(segment, sectors, writableSegments());
      contentVersion++;
      dirty = true;
      atBeginning = false;
      markGap(segment);
      for (const [from, to] of runsOf(~skip >>> 0))
        await bytes.write(
          segment * SegmentBytes + from * SectorBytes,
          sectors.subarray(from * SectorBytes, to * SectorBytes),
        );
      fill(segment, ~skip >>> 0);
      listeners.tell({ segment, failed: 0 });
    },
    onOutcome: listeners.add,
    async format(plan, { signal, onProgress } = {}) {
      requireUnprotected();
      const total = segmentCountOf(plan.geometry);
      const chunk = new Uint8Array(formatChunk * SegmentBytes).fill(plan.filler);
      contentVersion++;
      dirty = true;
      mapChanged = holes.size > 0;
      holes.clear();
      for (let done = 0; done < total; ) {
        signal?.throwIfAborted();
        const count = Math.min(formatChunk, total - done);
        await bytes.write(done * SegmentBytes, chunk.subarray(0, count * SegmentBytes));
        done += count;
        onProgress?.({ phase: "format", done, total, unit: "segments" });
      }
      await bytes.truncate?.(total * SegmentBytes);
      geometry = plan.geometry;
      atBeginning = true;
      return { bad: new Map() };
    },
    async motion(kind) {
      requireOpen();
      if (kind !== "lock" && kind !== "unlock") atBeginning = true;
    },
    flush,
    async close() {
      if (closed) return;
      try {
        await flush();
      } finally {
        closed = true;
        await bytes.close();
      }
    },
  };
}

/** Stretches of adjacent sectors in a map: first inclusive, last exclusive. */
function runsOf(map: SectorMap): [from: number, to: number][] {
  const runs: [number, number][] = [];
  for (let sector = 0; sector < SegmentSectors; sector++) {
    if (!((map >>> sector) & 1)) continue;
    const open = runs.at(-1);
    if (open?.[1] === sector) open[1] = sector + 1;
    else runs.push([sector, sector + 1]);
  }
  return runs;
}
