import {
  buildSegment,
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  openCartridge,
  SectorFlag,
} from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import {
  createGeometry,
  patchVolumeEntry,
  type SectorMap,
  sectorsOf,
  segmentCountOf,
} from "@floppytape/qic-format";
import { type FileSetWriteOptions, type NewItem, writeFileSet } from "@floppytape/qic113";

/** A small QIC-80 cartridge: 20 segments on each of 6 tracks. */
const geometry = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 20,
  tracksPerCartridge: 6,
});

/** How a file set is to be written. */
export type SetKind = Pick<FileSetWriteOptions, "format" | "compressed" | "spanning" | "old">;

export const setKinds: readonly (SetKind & { readonly name: string })[] = [
  { name: "Basic", format: "basic" },
  { name: "Basic, old", format: "basic", old: true },
  { name: "Basic, compressed", format: "basic", compressed: true },
  { name: "Basic, old, compressed", format: "basic", compressed: true, old: true },
  { name: "Basic, spanning", format: "basic", compressed: true, spanning: true },
  { name: "Extended", format: "extended" },
  { name: "Extended, compressed", format: "extended", compressed: true },
  { name: "Extended, spanning", format: "extended", compressed: true, spanning: true },
];

export interface NewSet extends SetKind {
  readonly items: readonly NewItem[];
  readonly description?: string;
  /** Number in a set of several cartridges. */
  readonly member?: number;
}

export interface WrittenSet {
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly entryBytes: Uint8Array;
  /** The data of the segments, one behind the other. */
  readonly stream: Uint8Array;
}

export interface FileSetCartridge {
  readonly store: MemoryStore;
  readonly sets: readonly WrittenSet[];
  /** Bad sector maps as the header has them. */
  readonly badSectors: ReadonlyMap<number, SectorMap>;
}

/** Writes other data to a segment without bad sectors. */
export async function rewrite(store: MemoryStore, segment: number, data: Uint8Array) {
  const sectors = new Uint8Array(SegmentBytes);
  buildSegment(data, 0, eccEngine(), sectors);
  await store.writeSegment(segment, sectors, { skip: 0 });
}

/** Makes sectors unreadable, and what they hold garbage. */
export function damage(store: MemoryStore, sectors: ReadonlyMap<number, SectorMap>): void {
  for (const [segment, map] of sectors)
    for (const sector of sectorsOf(map)) {
      store.poke(segment, sector, 0xa5 ^ sector);
      store.flag(segment, sector, SectorFlag.CrcError);
    }
}

/** Writes file sets to a formatted cartridge, as a backup program would. */
export async function cartridgeWith(
  newSets: readonly NewSet[],
  badSectors: ReadonlyMap<number, SectorMap> = new Map(),
): Promise<FileSetCartridge> {
  const store = createMemoryStore({ segmentCount: segmentCountOf(geometry) });
  await formatCartridge(store, {
    type: { standard: "QIC-80", geometry },
    label: "dos",
    date: 0x3adf7e70,
    badSectors: [...badSectors],
  });
  const cartridge = await openCartridge(store);
  const { firstDataSegment, lastDataSegment: lastSegment } = cartridge;
  const sectors = new Uint8Array(SegmentBytes);
  const sets: WrittenSet[] = [];
  let firstSegment = firstDataSegment + 1;
  for (const { items, description = "FILE SET", member, ...kind } of newSets) {
    const writing = writeFileSet(items, {
      ...kind,
      firstSegment,
      lastSegment,
      description,
      date: { year: 1995, month: 6, day: 15, hour: 13, minute: 45, second: 30 },
      dataBytes: (segment) => cartridge.dataBytes(segment),
    });
    const parts: Uint8Array[] = [];
    let step = await writing.next();
    for (; !step.done; step = await writing.next()) {
      const { segment, data } = step.value;
      const bad = cartridge.badSectors.get(segment);
      buildSegment(data, bad, eccEngine(), sectors);
      await store.writeSegment(segment, sectors, { skip: bad });
      parts.push(data);
    }
    const { entryBytes, lastSegment: end } = step.value;
    if (member !== undefined)
      patchVolumeEntry(
        "qic113",
        { cartridgeNumber: member, flags: entryBytes[56]! | 2 },
        entryBytes,
      );
    sets.push({ firstSegment, lastSegment: end, entryBytes, stream: Buffer.concat(parts) });
    firstSegment = end + 1;
  }
  await cartridge.writeTable(Buffer.concat(sets.map(({ entryBytes }) => entryBytes)));
  await store.flush();
  return { store, sets, badSectors };
}
