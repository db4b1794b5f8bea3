import assert from "node:assert/strict";
import {
  createMemoryBytes,
  createRawImageStore,
  rescueMapOf,
  type SegmentStore,
} from "@floppytape/cartridge";
import { openRecording } from "@floppytape/rescue/contents";
import type { Campaign, Tally } from "../campaign.js";
import { type DamagedImage, damageImage, type HeaderFate } from "../damage/damaged-image.js";
import { seededRandom } from "../seeded-random.js";
import { checkEntries, readEntries } from "./check-entries.js";
import { checkFound } from "./check-found.js";
import { recordCartridge, type TrueCartridge } from "./recorded-cartridge.js";
import { type SegmentFate, segmentFates } from "./true-fates.js";
import { type VolumeFates, volumeFates } from "./volume-fates.js";

export const recoveryTruth: Campaign = {
  name: "recovery-truth",
  async run(seed, tally) {
    const random = seededRandom(seed);
    const written = await recordCartridge(random);
    const { image, headers } = damageImage(random, written);
    await checkRecording(written, image, headers, tally);
  },
};

function storeOf({ bytes, holes }: DamagedImage): SegmentStore {
  return createRawImageStore(createMemoryBytes(bytes), { map: rescueMapOf(holes, bytes.length) });
}

async function checkRecording(
  written: TrueCartridge,
  image: DamagedImage,
  headers: HeaderFate,
  tally: Tally,
): Promise<void> {
  const { cartridge, volumes } = await openRecording(storeOf(image));
  assert.equal(cartridge === undefined, headers === "lost", "whether there is a header");
  const fateOf = segmentFates(written, image, cartridge);
  const truths: VolumeFates[] = [];
  for (const volume of written.volumes) truths.push(await volumeFates(written, volume, fateOf));

  if (headers === "lost" || !isTableThere(await fateOf(written.tableSegment))) {
    const sought = written.volumes.flatMap(({ files }, index) =>
      files.map((file) => ({ file, fates: truths[index]! })),
    );
    for (const volume of volumes) checkFound(await readEntries(volume), sought, tally);
    tally.add(headers === "lost" ? "cartridges without a header" : "volume tables lost");
    return;
  }
  assert.equal(volumes.length, written.volumes.length, "volumes");
  for (const [index, truth] of written.volumes.entries()) {
    try {
      checkEntries(await readEntries(volumes[index]!), truth, truths[index]!, tally);
    } catch (cause) {
      throw new Error(`volume ${index}: ${truth.kind}${truth.compressed ? ", compressed" : ""}`, {
        cause,
      });
    }
  }
}

/** All entries are in the first sector of the table. */
function isTableThere({ sectors, doubtful }: SegmentFate): boolean {
  return !doubtful && sectors[0]?.state !== "lost";
}
