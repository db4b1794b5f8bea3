import { createMemoryBytes, createRawImageStore, formatCartridge } from "@floppytape/cartridge";
import {
  AllSectors,
  createGeometry,
  type FormatCode,
  type Geometry,
  type SectorMap,
} from "@floppytape/qic-format";
import type { Random } from "./seeded-random.js";

/** What a cartridge of a few segments is made with. */
export interface CartridgePlan {
  readonly geometry: Geometry;
  readonly label: string;
  /** Of segments with bad sectors. */
  readonly badSectors: ReadonlyMap<number, SectorMap>;
}

const tracks = 4;

/** A plan with any format code; `segmentsPerTrack` on each of 4 tracks. */
export function randomPlan(random: Random, segmentsPerTrack = 6): CartridgePlan {
  const formatCode = random.pick<FormatCode>([2, 3, 4, 5, 6]);
  const geometry = createGeometry({
    formatCode,
    segmentsPerTrack,
    tracksPerCartridge: tracks,
    ...(formatCode === 2 || formatCode === 5 ? { floppyTrackMax: 149 } : {}),
  });
  const badSectors = new Map<number, SectorMap>();
  const segments = Array.from({ length: segmentsPerTrack * tracks }, (_, segment) => segment);
  for (const segment of random.some(segments, random.below(8)))
    badSectors.set(segment, randomDefect(random));
  return { geometry, label: random.oneIn(2) ? "campaign" : "", badSectors };
}

/** Few bad sectors, many, or so many that nothing fits. */
function randomDefect(random: Random): SectorMap {
  const kind = random.below(8);
  if (kind === 0) return AllSectors;
  const count = kind === 1 ? 26 + random.below(6) : 1 + random.below(4);
  const all = Array.from({ length: 32 }, (_, sector) => sector);
  return random.some(all, count).reduce((map, sector) => map | (1 << sector), 0) >>> 0;
}

/** Formats an image in memory. */
export async function formatImage({ geometry, label, badSectors }: CartridgePlan) {
  const bytes = createMemoryBytes();
  const store = createRawImageStore(bytes);
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, label, badSectors });
  return { bytes, store };
}
