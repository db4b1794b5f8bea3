import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { type Geometry, type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import { CartridgeError } from "./errors.js";
import { statusOfMedium } from "./medium-status.js";
import { createOutcomeListeners } from "./outcome-listeners.js";
import { createSectorFlags, SectorFlag } from "./sector-flags.js";
import { requireRun, requireWritable } from "./segment-range.js";
import type { SegmentStore } from "./segment-store.js";

export interface MemoryStoreOptions {
  /** Segments of the cartridge. Default: those of `image`. One of the two is needed. */
  segmentCount?: number;
  /** Contents to begin with, 32768 bytes a segment; not changed, but kept. */
  image?: Uint8Array;
  /** What sectors hold that were never written. Default 0x6b, as after formatting. */
  filler?: number;
  /** Writes that stay queued before the oldest is done, to have outcomes arrive late. Default 0: none. */
  queueDepth?: number;
  /** The tape status report of the drive (QIC-117 report 33). Default: from the geometry. */
  tapeStatus?: number;
  /** Default "memory". */
  driveName?: string;
  writeProtected?: boolean;
  /** Default true; false: the drive reports an unreferenced cartridge. */
  formatted?: boolean;
}

/** A cartridge in memory with a hand on its faults: stands for a drive in tests and in browsers. */
export interface MemoryStore extends SegmentStore {
  /** Sets the sum of {@link SectorFlag} bits of a sector; 0 heals it. */
  flag(segment: number, sector: number, flags: number): void;
  /** Overwrites the stored bytes of a sector with one value, unnoticed by the CRC. */
  poke(segment: number, sector: number, byte: number): void;
  /** Takes the cartridge out. */
  eject(): void;
  /** Puts it in again: at the beginning of the tape, reported as a new cartridge. */
  insert(): void;
  setWriteProtected(on: boolean): void;
  /** Whether the drive calls the cartridge referenced (formatted). */
  setFormatted(on: boolean): void;
  /** A copy of the stored bytes of a segment, whatever its flags. */
  segmentBytes(segment: number): Uint8Array;
}

interface QueuedWrite {
  readonly segment: number;
  readonly sectors: Uint8Array;
  readonly skip: SectorMap;
  readonly deleted: boolean;
}

/** A {@link MemoryStore}; memory is used only by segments that were written. */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const { image, filler = 0x6b, queueDepth = 0, driveName = "memory", tapeStatus } = options;
  const listeners = createOutcomeListeners();
  const flags = createSectorFlags();
  const written = new Map<number, Uint8Array>();
  const queue: QueuedWrite[] = [];
  let base = image;
  let blank = filler;
  let segmentCount = options.segmentCount ?? Math.ceil((image?.length ?? 0) / SegmentBytes);
  if (!Number.isInteger(segmentCount) || segmentCount < 1)
    throw new RangeError(`segmentCount must be at least 1, got ${segmentCount}`);
  let geometry: Geometry | undefined;
  let contentVersion = 0;
  let present = true;
  let newCartridge = false;
  let writeProtected = options.writeProtected ?? false;
  let formatted = options.formatted ?? true;
  let atBeginning = true;
  let closed = false;

  const requireCartridge = () => {
    if (closed) throw new CartridgeError("CLOSED", "the store is closed");
    if (!present) throw new CartridgeError("NO_CARTRIDGE", "no cartridge in the drive");
  };
  const requireUnprotected = () => {
    requireCartridge();
    if (writeProtected)
      throw new CartridgeError("WRITE_PROTECTED", "the cartridge is write-protected");
  };
  const copySegment = (segment: number, into: Uint8Array) => {
    const own = written.get(segment);
    if (own) return into.set(own);
    into.fill(blank, 0, SegmentBytes);
    if (base) into.set(base.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes));
  };
  const ownSegment = (segment: number): Uint8Array => {
    let own = written.get(segment);
    if (own === undefined) {
      own = new Uint8Array(SegmentBytes);
      copySegment(segment, own);
      written.set(segment, own);
    }
    return own;
  };
  const perform = ({ segment, sectors, skip, deleted }: QueuedWrite) => {
    const own = ownSegment(segment);
    const failed = flags.having(segment, SectorFlag.NoId | SectorFlag.Unwritable) & ~skip;
    for (let sector = 0; sector < SegmentSectors; sector++) {
      if (((skip | failed) >>> sector) & 1) continue;
      const from = sector * SectorBytes;
      own.set(sectors.subarray(from, from + SectorBytes), from);
      const lasting = flags.get(segment, sector) & (SectorFlag.NoId | SectorFlag.Unwritable);
      flags.set(segment, sector, lasting | (deleted ? SectorFlag.Deleted : 0));
    }
    listeners.tell({ segment, failed: failed >>> 0 });
  };
  const drain = (depth: number) => {
    while (queue.length > depth) perform(queue.shift()!);
  };

  return {
    get geometry() {
      return geometry;
    },
    useGeometry(found) {
      geometry = found;
    },
    get segmentCount() {
      return segmentCount;
    },
    get contentVersion() {
      return contentVersion;
    },
    async status() {
      if (closed) throw new CartridgeError("CLOSED", "the store is closed");
      return statusOfMedium({
        driveName,
        cartridgePresent: present,
        writeProtected,
        newCartridge,
        formatted,
        atBeginning,
        geometry,
        tapeStatus,
      });
    },
    async readRun(first, count, into, { badSectors, signal } = {}) {
      requireCartridge();
      requireRun(first, count, into);
      signal?.throwIfAborted();
      drain(0);
      atBeginning = false;
      const unreadable = new Uint32Array(count);
      const deleted = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const segment = first + i;
        const target = into.subarray(i * SegmentBytes, (i + 1) * SegmentBytes);
        const asked = ~(badSectors?.(segment) ?? 0);
        if (segment >= segmentCount) {
          unreadable[i] = asked;
          continue;
        }
        copySegment(segment, target);
        unreadable[i] = flags.having(segment, SectorFlag.CrcError | SectorFlag.NoId) & asked;
        deleted[i] = flags.having(segment, SectorFlag.Deleted) & asked;
      }
      return { unreadable, deleted };
    },
    async writeSegment(segment, sectors, { skip, deleted = false }) {
      requireUnprotected();
      requireWritable(segment, sectors, segmentCount);
      contentVersion++;
      atBeginning = false;
      queue.push({ segment, sectors: sectors.slice(0, SegmentBytes), skip, deleted });
      drain(queueDepth);
    },
    onOutcome: listeners.add,
    async format(plan, { signal, onProgress } = {}) {
      requireUnprotected();
      signal?.throwIfAborted();
      drain(0);
      const total = segmentCountOf(plan.geometry);
      contentVersion++;
      segmentCount = total;
      geometry = plan.geometry;
      base = undefined;
      blank = plan.filler;
      written.clear();
      const bad = new Map<number, SectorMap>();
      for (let segment = 0; segment < total; segment++) {
        const failed = flags.having(segment, SectorFlag.NoId | SectorFlag.Unwritable);
        if (failed !== 0) bad.set(segment, failed);
        for (let sector = 0; sector < SegmentSectors; sector++) {
          const lasting = flags.get(segment, sector) & (SectorFlag.NoId | SectorFlag.Unwritable);
          flags.set(segment, sector, lasting);
        }
      }
      onProgress?.({ phase: "format", done: total, total, unit: "segments" });
      formatted = true;
      atBeginning = true;
      return { bad };
    },
    async motion(kind) {
      requireCartridge();
      drain(0);
      if (kind === "load" || kind === "reset") newCartridge = false;
      if (kind !== "lock" && kind !== "unlock") atBeginning = true;
    },
    async flush() {
      requireCartridge();
      drain(0);
    },
    async close() {
      if (closed) return;
      drain(0);
      closed = true;
    },
    flag(segment, sector, bits) {
      flags.set(segment, sector, bits);
      contentVersion++;
    },
    poke(segment, sector, byte) {
      ownSegment(segment).fill(byte, sector * SectorBytes, (sector + 1) * SectorBytes);
      contentVersion++;
    },
    eject() {
      drain(0);
      present = false;
      contentVersion++;
    },
    insert() {
      present = true;
      newCartridge = true;
      atBeginning = true;
      contentVersion++;
    },
    setWriteProtected(on) {
      writeProtected = on;
    },
    setFormatted(on) {
      formatted = on;
    },
    segmentBytes(segment) {
      drain(0);
      const copy = new Uint8Array(SegmentBytes);
      copySegment(segment, copy);
      return copy;
    },
  };
}
