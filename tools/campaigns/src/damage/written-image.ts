import { openCartridge } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import type { SectorMap } from "@floppytape/qic-format";
import { createZftape } from "@floppytape/zftape";
import { formatImage, randomPlan } from "../fresh-cartridge.js";
import { type Random, userData } from "../seeded-random.js";

/** A volume and what was written to it. */
export interface WrittenVolume {
  readonly content: Uint8Array;
  /** In bytes; 1: variable. */
  readonly blockSize: number;
  readonly compressed: boolean;
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
}

/** An undamaged image and everything that is known of it. */
export interface WrittenImage {
  readonly bytes: Uint8Array;
  readonly segmentCount: number;
  /** 8-byte file offsets in compressed volumes. */
  readonly wide: boolean;
  readonly badSectors: (segment: number) => SectorMap;
  readonly headerSegments: readonly [number, number];
  readonly tableSegment: number;
  readonly volumes: readonly WrittenVolume[];
}

const blockSizes = [1, 1024, 2048, 10240, 10240, 30720, 32768, 63488];

/** Formats an image and writes one to four volumes. */
export async function writeImage(random: Random): Promise<WrittenImage> {
  const plan = randomPlan(random);
  const { bytes, store } = await formatImage(plan);
  const zftape = createZftape(store);
  const contents: Uint8Array[] = [];
  for (let count = 1 + random.below(4); count > 0; count--) {
    const compressed = random.oneIn(3);
    const blockSize = random.pick(compressed ? blockSizes.slice(1) : blockSizes);
    const unit = await zftape.open(compressed ? "nzqft" : "nqft", "rw");
    await unit.operation(MtOp.SetBlockSize, blockSize === 1 ? 0 : blockSize);
    await unit.operation(MtOp.Eom, 1);
    const wanted = 1 + random.below(200_000);
    const data = userData(random, Math.ceil(wanted / blockSize) * blockSize);
    const taken = await unit.write(data).catch((error: { code?: string }) => {
      if (error.code !== "ENOSPC") throw error;
      return 0;
    });
    await unit.close();
    if (taken > 0) contents.push(data.subarray(0, taken));
  }
  await zftape.commit();
  await store.flush();

  const cartridge = await openCartridge(store);
  const unit = await createZftape(store).open("nqft", "r");
  const volumes = (await unit.volumes()).map((volume, i) => ({ ...volume, content: contents[i]! }));
  const { firstDataSegment, header, badSectors } = cartridge;
  return {
    bytes: bytes.bytes(),
    segmentCount: badSectors.segmentCount,
    wide: plan.geometry.formatCode === 4 || plan.geometry.formatCode === 6,
    badSectors: (segment) => plan.badSectors.get(segment) ?? 0,
    headerSegments: header.headerSegments,
    tableSegment: firstDataSegment,
    volumes,
  };
}
