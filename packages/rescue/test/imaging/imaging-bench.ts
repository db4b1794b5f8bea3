import {
  type ByteStore,
  createMemoryBytes,
  createMemoryStore,
  formatCartridge,
  formatRescueMap,
  type MemoryStore,
  openCartridge,
  parseRescueMap,
  type ReadOptions,
  type RescueMap,
  type SegmentStore,
} from "@floppytape/cartridge";
import { createGeometry, type SectorMap } from "@floppytape/qic-format";
import type { ImagingTarget } from "../../src/index.js";

export const SegmentBytes = 32768;

/** 20 segments on each of 6 tracks. */
const smallType = {
  standard: "QIC-80",
  geometry: createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 }),
} as const;

/** Sectors that the bad sector map of every cartridge here names. */
const mappedOut: readonly (readonly [segment: number, sectors: SectorMap])[] = [
  [7, 0b1001],
  [50, 0xffffffff],
];

/** Contents that differ from sector to sector. */
function fill(segment: number): Uint8Array {
  const bytes = new Uint8Array(SegmentBytes);
  for (let i = 0; i < SegmentBytes; i++)
    bytes[i] = 1 + ((i * 7 + (i >> 10) * 13 + segment * 31) % 255);
  return bytes;
}

/** A formatted cartridge of which every segment behind the volume table holds something. */
export async function recordedStore(label = "", numbers = smallType): Promise<MemoryStore> {
  const { segmentsPerTrack, tracksPerCartridge } = numbers.geometry;
  const segmentCount = segmentsPerTrack * tracksPerCartridge;
  const store = createMemoryStore({ segmentCount });
  await formatCartridge(store, { type: numbers, label, date: 0, badSectors: mappedOut });
  const { firstDataSegment } = await openCartridge(store);
  for (let segment = firstDataSegment + 1; segment < segmentCount; segment++)
    await store.writeSegment(segment, fill(segment), { skip: 0 });
  return store;
}

/** Readings of a sector that fail, from the first on; `Number.POSITIVE_INFINITY`: all of them. */
export type SectorFaults = ReadonlyMap<string, number>;
export const at = (segment: number, sector: number) => `${segment}.${sector}`;
export const always = Number.POSITIVE_INFINITY;

/** One call of `readRun`. */
export interface ReadCall {
  readonly first: number;
  readonly asked: readonly SectorMap[];
  readonly retries: number | undefined;
}

/** The store with sectors that fail, without a size of its own, as drives are. `calls`: all that was read. */
export function faultyStore(
  store: SegmentStore,
  faults: SectorFaults,
  troubles: (first: number, count: number) => Error | undefined = () => undefined,
): SegmentStore & { readonly calls: ReadCall[] } {
  const left = new Map(faults);
  const calls: ReadCall[] = [];
  return Object.create(store, {
    calls: { value: calls },
    readRun: {
      async value(first: number, count: number, into: Uint8Array, options: ReadOptions = {}) {
        const asked = Array.from(
          { length: count },
          (_, i) => ~(options.badSectors?.(first + i) ?? 0) >>> 0,
        );
        calls.push({ first, asked, retries: options.retries });
        const trouble = troubles(first, count);
        if (trouble) throw trouble;
        const result = await store.readRun(first, count, into, options);
        asked.forEach((sectors, i) => {
          for (let sector = 0; sector < 32; sector++) {
            if (!((sectors >>> sector) & 1)) continue;
            const key = at(first + i, sector);
            const fails = left.get(key) ?? 0;
            if (fails <= 0) continue;
            left.set(key, fails - 1);
            result.unreadable[i]! |= 1 << sector;
            const from = i * SegmentBytes + sector * 1024;
            into.fill(0xee, from, from + 1024); // must never get into an image
          }
        });
        return result;
      },
    },
  });
}

/** What outlives a crash. */
export interface Disk {
  image: Uint8Array;
  mapText: string | undefined;
}

export const emptyDisk = (): Disk => ({ image: new Uint8Array(0), mapText: undefined });

/** The power failed. */
export class Crash extends Error {}

/**
 * A target on a disk that keeps what was synced; of what was not, a part. `stepsLeft`: the power fails at that
 * write, sync or map.
 */
export function targetOn(
  disk: Disk,
  stepsLeft = Number.POSITIVE_INFINITY,
  kept: (write: number) => boolean = () => true,
): ImagingTarget {
  const cache = createMemoryBytes(disk.image);
  const durable = createMemoryBytes(disk.image);
  let pending: { position: number; bytes: Uint8Array }[] = [];
  let steps = stepsLeft;
  let crashed = false;
  const settle = async (which: (write: number) => boolean) => {
    for (const [i, write] of pending.entries())
      if (which(i)) await durable.write(write.position, write.bytes);
    pending = [];
    disk.image = durable.bytes();
  };
  const step = async () => {
    if (!crashed && --steps < 0) {
      crashed = true;
      await settle(kept);
    }
    if (crashed) throw new Crash();
  };
  const bytes: ByteStore = {
    get sizeBytes() {
      return cache.sizeBytes;
    },
    read: cache.read,
    async write(position, part) {
      pending.push({ position, bytes: part.slice() });
      await step();
      await cache.write(position, part);
    },
    async sync() {
      await step();
      await settle(() => true);
    },
    async close() {},
  };
  return {
    bytes,
    map: disk.mapText === undefined ? undefined : parseRescueMap(disk.mapText),
    async saveMap(map: RescueMap) {
      await step();
      disk.mapText = formatRescueMap(map);
    },
  };
}

/** The image that is as much of `store` as could be read: zeros in `holes` and in mapped-out sectors. */
export function expectedImage(
  store: MemoryStore,
  segmentCount: number,
  holes: Iterable<string> = [],
): Uint8Array {
  const image = new Uint8Array(segmentCount * SegmentBytes);
  for (let segment = 0; segment < segmentCount; segment++)
    image.set(store.segmentBytes(segment), segment * SegmentBytes);
  const clear = (segment: number, sector: number) => {
    const from = segment * SegmentBytes + sector * 1024;
    image.fill(0, from, from + 1024);
  };
  for (const key of holes) {
    const [segment, sector] = key.split(".").map(Number);
    clear(segment!, sector!);
  }
  for (const [segment, sectors] of mappedOut)
    for (let sector = 0; sector < 32; sector++)
      if ((sectors >>> sector) & 1) clear(segment, sector);
  return image;
}
