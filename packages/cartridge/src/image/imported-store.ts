import { type EccEngine, eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import {
  AllSectors,
  type Geometry,
  goodSectorCount,
  type SectorMap,
  unpackSectorMap,
} from "@floppytape/qic-format";
import { buildSegment } from "../build-segment.js";
import type { ByteStore } from "../byte-store.js";
import { unpackSegment } from "../corrected-segment.js";
import { CartridgeError } from "../errors.js";
import { statusOfMedium } from "../medium-status.js";
import type { RescueMap } from "../rescue-map.js";
import { requireRun, requireWritable } from "../segment-range.js";
import type { SegmentStore } from "../segment-store.js";
import { type HoleTest, holeTestOf } from "./byte-holes.js";
import type { ImageKind } from "./image-kind.js";
import { type ImageLayout, type SectorOrder, storedSectorsOf } from "./image-layout.js";

export interface ImportedStoreOptions {
  /** Which bytes of the file are holes. Default: none. */
  readonly map?: RescueMap | undefined;
  /** Default: the shared one. */
  readonly engine?: EccEngine;
}

/**
 * A cartridge in an image of any kind, as segments with their sectors in physical places; for reading
 * only. What the file lacks is unreadable. Parity that it lacks is computed from the data, where all data of a
 * segment is there. The store takes the bytes over: closing it closes them.
 */
export function createImportedStore(
  bytes: ByteStore,
  layout: ImageLayout,
  options: ImportedStoreOptions = {},
): SegmentStore {
  const engine = options.engine ?? eccEngine();
  const isHole = holeTestOf(options.map);
  let geometry: Geometry | undefined;
  let closed = false;
  let atBeginning = true;

  const requireOpen = () => {
    if (closed) throw new CartridgeError("CLOSED", "the image is closed");
  };
  const refuse = (): never => {
    requireOpen();
    throw new CartridgeError("WRITE_PROTECTED", readOnlyText(layout.kind), { kind: layout.kind });
  };

  /** Fills `into` with one segment; returns the sectors that are not there. */
  const readSegment = async (segment: number, into: Uint8Array): Promise<SectorMap> => {
    if (segment >= layout.segmentCount) return AllSectors;
    const stored = layout.segmentAt(segment);
    if (stored.order === "known") {
      buildSegment(stored.data, 0, engine, into);
      return 0;
    }
    if (stored.order === "absent") {
      into.fill(0);
      return AllSectors;
    }
    const { order, position, bad } = stored;
    const count = storedSectorsOf(order, bad);
    const missing = await readSectors(
      bytes,
      isHole,
      position,
      into.subarray(0, count * SectorBytes),
    );
    return completeSegment(into, { order, bad, count, missing }, engine);
  };

  return {
    get geometry() {
      return geometry;
    },
    useGeometry(found) {
      geometry = found;
    },
    segmentCount: layout.segmentCount,
    contentVersion: 0,
    parityStored: layout.parityStored,
    async status() {
      requireOpen();
      return statusOfMedium({
        driveName: `${layout.kind} image`,
        cartridgePresent: true,
        writeProtected: true,
        newCartridge: false,
        formatted: layout.segmentCount > 0,
        atBeginning,
        geometry,
      });
    },
    async readRun(first, count, into, { badSectors, signal } = {}) {
      requireOpen();
      requireRun(first, count, into);
      signal?.throwIfAborted();
      atBeginning = false;
      const unreadable = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const view = into.subarray(i * SegmentBytes, (i + 1) * SegmentBytes);
        const missing = await readSegment(first + i, view);
        unreadable[i] = missing & ~(badSectors?.(first + i) ?? 0);
      }
      return { unreadable, deleted: new Uint32Array(count) };
    },
    async writeSegment(segment, sectors) {
      requireWritable(segment, sectors, undefined);
      refuse();
    },
    onOutcome: () => () => {},
    format: async () => refuse(),
    async motion(kind) {
      requireOpen();
      if (kind !== "lock" && kind !== "unlock") atBeginning = true;
    },
    async flush() {
      requireOpen();
    },
    async close() {
      if (closed) return;
      closed = true;
      await bytes.close();
    },
  };
}

/** Why an image of this kind is not written, and what to do. */
function readOnlyText(kind: ImageKind): string {
  return `a cartridge image of the kind ${kind} can only be read; 'floppytape convert' makes one of it that can be written`;
}

/** Reads sectors that lie one behind the other; returns which of them (bit 0 the first) are not there. */
async function readSectors(
  bytes: ByteStore,
  isHole: HoleTest,
  position: number,
  into: Uint8Array,
): Promise<number> {
  if (into.length === 0) return 0;
  const got = await bytes.read(position, into);
  let missing = 0;
  for (let i = 0; i * SectorBytes < into.length; i++) {
    const start = i * SectorBytes;
    if (start + SectorBytes <= got && !isHole(position + start, position + start + SectorBytes))
      continue;
    missing |= 1 << i;
    into.fill(0, start, start + SectorBytes);
  }
  return missing >>> 0;
}

interface PartsRead {
  readonly order: SectorOrder;
  readonly bad: SectorMap;
  /** Sectors that were to be read. */
  readonly count: number;
  /** Those of them that are not there. */
  readonly missing: number;
}

/** Adds the parity, if the file has none, and moves sectors to their places; returns those that are not there. */
function completeSegment(
  segment: Uint8Array,
  { order, bad, count, missing }: PartsRead,
  engine: EccEngine,
): SectorMap {
  if (order === "physical") return missing;
  segment.fill(0, count * SectorBytes, SegmentBytes);
  const good = goodSectorCount(bad);
  let packed = missing;
  if (order === "data" && count > 0) {
    if (missing === 0) engine.encode(segment, good);
    else for (let sector = count; sector < good; sector++) packed |= 1 << sector;
  }
  // A segment without room for data has nothing in the file.
  if (order === "data" && count === 0) return AllSectors;
  const lacking = unpackSectorMap(bad, packed >>> 0);
  if (bad !== 0) unpackSegment(segment, bad);
  return (lacking | bad) >>> 0;
}
