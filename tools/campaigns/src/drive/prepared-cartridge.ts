import { createMemoryStore, formatCartridge } from "@floppytape/cartridge";
import { SectorBytes } from "@floppytape/ecc";
import { createMemoryMedium, type TapeMedium } from "@floppytape/fdc/sim";
import { MtOp } from "@floppytape/magtape";
import { createGeometry, segmentCountOf } from "@floppytape/qic-format";
import { createZftape } from "@floppytape/zftape";
import { seededRandom, userData } from "../seeded-random.js";

/** The usual block size of a unit. */
export const BlockBytes = 10240;

/** As small as can be: tracks in both directions, and a track between two others. */
export const geometry = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 5,
  tracksPerCartridge: 3,
});
const cartridgeType = { standard: "QIC-80", geometry } as const;
/** Cartridges with dates can be told from others when they come back into the drive. */
export const formatOptions = { type: cartridgeType, date: 0x39ab5678 } as const;
export const segmentCount = segmentCountOf(geometry);

/** Of segments that were formatted and never written. */
const filler = 0x6b;

const tapeType = { ...cartridgeType, wide: false, feet: 205 };

/** A cartridge, and the contents of its volumes in order. */
export interface PreparedCartridge {
  readonly medium: TapeMedium;
  readonly volumes: readonly Uint8Array[];
}

/** Never used, as it was sold. */
export function blankCartridge(): PreparedCartridge {
  return { medium: createMemoryMedium({ type: tapeType }), volumes: [] };
}

/** Blocks of the volumes of a cartridge that was written by others. */
const volumeBlocks = [7, 12];
/** Segments that do not only hold the filler, and the contents of the volumes. */
interface Template {
  readonly segments: ReadonlyMap<number, Uint8Array>;
  readonly volumes: readonly Uint8Array[];
}

const templates = new Map<number, Promise<Template>>();

/** Formatted and written elsewhere, by no drive that could have made mistakes; 0 to 2 volumes. */
export async function writtenCartridge(volumeCount: number): Promise<PreparedCartridge> {
  const template = templates.get(volumeCount) ?? makeTemplate(volumeCount);
  templates.set(volumeCount, template);
  const { segments, volumes } = await template;
  const medium = createMemoryMedium({ type: tapeType, formatted: true });
  for (const [segment, bytes] of segments)
    for (let sector = 0; sector < 32; sector++)
      medium.writeSector(segment, sector, bytes, sector * SectorBytes, false);
  return { medium, volumes };
}

async function makeTemplate(volumeCount: number): Promise<Template> {
  const store = createMemoryStore({ segmentCount, filler });
  await formatCartridge(store, formatOptions);
  const zftape = createZftape(store);
  const volumes = volumeBlocks
    .slice(0, volumeCount)
    .map((blocks, index) => userData(seededRandom(index), blocks * BlockBytes));
  for (const volume of volumes) {
    const unit = await zftape.open("nqft", "rw");
    await unit.operation(MtOp.Eom, 1);
    await unit.write(volume);
    await unit.close();
  }
  await zftape.commit();
  const segments = new Map<number, Uint8Array>();
  for (let segment = 0; segment < segmentCount; segment++) {
    const bytes = store.segmentBytes(segment);
    if (bytes.some((byte) => byte !== filler)) segments.set(segment, bytes);
  }
  return { segments, volumes };
}
