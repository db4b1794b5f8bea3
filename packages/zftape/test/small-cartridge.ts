import {
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  type SegmentStore,
} from "@floppytape/cartridge";
import { createGeometry, type FormatCode, type QicStandard } from "@floppytape/qic-format";

export interface SmallCartridge {
  /** Default 4. */
  readonly formatCode?: FormatCode;
  /** On each of 4 tracks. Default 6: 24 segments, 21 of them for volumes. */
  readonly segmentsPerTrack?: number;
  readonly badSectors?: Iterable<readonly [segment: number, map: number]>;
  readonly label?: string;
  readonly queueDepth?: number;
}

/** Formats any store as a cartridge of a few segments. */
async function formatSmall(store: SegmentStore, options: SmallCartridge = {}): Promise<void> {
  const { formatCode = 4, segmentsPerTrack = 6, badSectors = [], label = "" } = options;
  const geometry = createGeometry({
    formatCode,
    segmentsPerTrack,
    tracksPerCartridge: 4,
    ...(formatCode === 2 || formatCode === 5 ? { floppyTrackMax: 149 } : {}),
  });
  const standard: QicStandard = "QIC-80";
  await formatCartridge(store, { type: { standard, geometry }, badSectors, label });
}

/** A formatted cartridge of a few segments in memory. */
export async function smallCartridge(options: SmallCartridge = {}): Promise<MemoryStore> {
  const { segmentsPerTrack = 6, queueDepth = 0 } = options;
  const store = createMemoryStore({ segmentCount: 4 * segmentsPerTrack, queueDepth });
  await formatSmall(store, options);
  return store;
}
