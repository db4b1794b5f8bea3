import {
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  SectorFlag,
} from "@floppytape/cartridge";
import { createGeometry, type FormatCode, sectorsOf } from "@floppytape/qic-format";
import { createZftape } from "@floppytape/zftape";

export interface NewVolume {
  readonly bytes: Uint8Array;
  /** Default false. */
  readonly compressed?: boolean;
}

/** Bad sectors, or damage: a physical map for some segments. */
export type Maps = ReadonlyMap<number, number>;

const blockBytes = 10240;

/** A cartridge in memory with volumes that zftape wrote. Volumes are filled up to whole blocks with zeros. */
export async function tapeWith(
  volumes: readonly NewVolume[],
  options: { badSectors?: Maps; formatCode?: FormatCode; segmentsPerTrack?: number } = {},
): Promise<MemoryStore> {
  const { badSectors = new Map(), formatCode = 4, segmentsPerTrack = 16 } = options;
  const geometry = createGeometry({
    formatCode,
    segmentsPerTrack,
    tracksPerCartridge: 4,
    ...(formatCode === 2 ? { floppyTrackMax: 149 } : {}),
  });
  const store = createMemoryStore({ segmentCount: 4 * segmentsPerTrack });
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, badSectors });
  for (const [segment, map] of badSectors)
    for (const sector of sectorsOf(map)) store.flag(segment, sector, SectorFlag.NoId);
  const zftape = createZftape(store);
  for (const { bytes, compressed = false } of volumes) {
    const unit = await zftape.open(compressed ? "nzqft" : "nqft", "rw");
    await unit.write(padded(bytes, blockBytes));
    await unit.close();
  }
  await zftape.commit();
  return store;
}

export function padded(bytes: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / size) * size);
  whole.set(bytes);
  return whole;
}

/** Makes sectors unreadable, and what they hold garbage. */
export function damage(store: MemoryStore, sectors: Maps): void {
  for (const [segment, map] of sectors)
    for (const sector of sectorsOf(map)) {
      store.poke(segment, sector, 0xa5 ^ sector);
      store.flag(segment, sector, SectorFlag.CrcError);
    }
}

/** Makes a whole segment unreadable. */
export function lose(store: MemoryStore, ...segments: number[]): void {
  damage(store, new Map(segments.map((segment) => [segment, 0xffffffff])));
}
