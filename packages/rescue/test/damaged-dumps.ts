import {
  buildSegment,
  createMemoryBytes,
  createMemoryStore,
  createRawImageStore,
  formatCartridge,
  openCartridge,
  rescueMapOf,
  type SegmentStore,
} from "@floppytape/cartridge";
import { eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import {
  createGeometry,
  encodeZftapeVolume,
  type SectorMap,
  segmentCountOf,
} from "@floppytape/qic-format";

/** A small QIC-80 cartridge: 10 segments on each of 4 tracks. */
export const smallGeometry = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 10,
  tracksPerCartridge: 4,
});

/** Single sectors, a segment that holds nothing, and one with two good sectors, which is no better. */
export const badSectorsOfSmall: readonly (readonly [number, SectorMap])[] = [
  [5, 0b1001],
  [7, 0x80000001],
  [12, 0xffffffff],
  [13, 0x7ffffffe],
];

/** Bytes that follow from a seed: the generator of Park and Miller. */
export function noise(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed % 2147483646) + 1;
  for (let i = 0; i < length; i++) {
    state = (state * 48271) % 2147483647;
    bytes[i] = state >>> 8;
  }
  return bytes;
}

/** The image of a formatted cartridge with one volume of noise in all segments behind the volume table. */
export async function filledImage(
  seed = 1,
  writes = 0,
  badSectors = badSectorsOfSmall,
): Promise<Uint8Array> {
  const store = createMemoryStore({ segmentCount: segmentCountOf(smallGeometry) });
  await formatCartridge(store, {
    type: { standard: "QIC-80", geometry: smallGeometry },
    label: "attic",
    date: 0x3adf7e70,
    badSectors,
  });
  const cartridge = await openCartridge(store);
  const sectors = new Uint8Array(SegmentBytes);
  for (let segment = cartridge.firstDataSegment + 1; segment < 40; segment++) {
    const bad = cartridge.badSectors.get(segment);
    const data = noise(seed * 1000 + segment, cartridge.dataBytes(segment));
    buildSegment(data, bad, eccEngine(), sectors);
    await store.writeSegment(segment, sectors, { skip: bad });
  }
  const lastSegment = 39;
  const dataBytes = cartridge.dataPosition(lastSegment + 1) - cartridge.dataPosition(3);
  const volume = { index: 0, firstSegment: 3, lastSegment, dataBytes, blockSize: 1024 };
  await cartridge.writeTable(encodeZftapeVolume(volume, 4));
  if (writes > 0) await cartridge.writeHeaders({ segmentsWritten: writes, writeDate: 0 });
  await store.flush();
  return imageOf(store.segmentBytes, 40);
}

function imageOf(segmentBytes: (segment: number) => Uint8Array, count: number): Uint8Array {
  const image = new Uint8Array(count * SegmentBytes);
  for (let segment = 0; segment < count; segment++)
    image.set(segmentBytes(segment), segment * SegmentBytes);
  return image;
}

/** What is wrong with a dump; maps by segment. */
export interface Damage {
  /** Could not be read: garbage in the file, and listed in its map. */
  readonly unreadable?: Iterable<readonly [segment: number, sectors: SectorMap]>;
  /** Read wrong without notice. */
  readonly silent?: Iterable<readonly [segment: number, sectors: SectorMap]>;
  /** Makes garbage differ from that of other dumps. */
  readonly seed?: number;
  /** Length of the file. */
  readonly sizeBytes?: number;
}

/** A dump of the image with damage. */
export function damagedDump(image: Uint8Array, damage: Damage = {}): SegmentStore {
  const { unreadable = [], silent = [], seed = 99, sizeBytes = image.length } = damage;
  const bytes = image.slice();
  const holes = new Map(unreadable);
  for (const [segment, map] of [...holes, ...silent])
    for (let sector = 0; sector < 32; sector++) {
      if (!((map >>> sector) & 1)) continue;
      const place = segment * SegmentBytes + sector * SectorBytes;
      bytes.set(noise(seed * 7919 + place, SectorBytes), place);
    }
  return createRawImageStore(createMemoryBytes(bytes.subarray(0, sizeBytes)), {
    map: rescueMapOf(holes, sizeBytes),
    writeProtected: true,
  });
}

/** Whether bytes are equal; `toEqual` takes seconds for an image. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
