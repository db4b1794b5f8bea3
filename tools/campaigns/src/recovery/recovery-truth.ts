import assert from "node:assert/strict";
import { AllSectors } from "@floppytape/qic-format";
import { openRecording } from "@floppytape/rescue/contents";
import type { Campaign, Tally } from "../campaign.js";
import {
  type DamagedImage,
  damagedImage,
  damageImage,
  type HeaderFate,
} from "../damage/damaged-image.js";
import { type Random, seededRandom } from "../seeded-random.js";
import { checkEntries, type ReadEntry, readEntries } from "./check-entries.js";
import { checkExport, exportedKinds } from "./check-export.js";
import { checkAllFound, checkFound } from "./check-found.js";
import { checkMerge } from "./check-merge.js";
import { checkReport } from "./check-report.js";
import { storeOf } from "./image-store.js";
import { recordCartridge } from "./recorded-cartridge.js";
import { checkSwapped } from "./swapped-segments.js";
import type { TrueCartridge } from "./true-cartridge.js";
import { type SegmentFate, segmentFates } from "./true-fates.js";
import { type VolumeFates, volumeFates } from "./volume-fates.js";

/**
 * Files of known cartridges after known damage, by every way to get at them. What is said of each byte has
 * to be what theory says; what is not called lost has to be right, except where nobody can know.
 */
export const recoveryTruth: Campaign = {
  name: "recovery-truth",
  async run(seed, tally) {
    const random = seededRandom(seed);
    const written = await recordCartridge(random);
    const first = damage(random, written);
    await checkRecording(written, first, random, tally);
    if (random.oneIn(2)) {
      const second = damage(random, written);
      const merged = await checkMerge(written, [first.image, second.image], tally);
      const headers = [first, second].every((one) => one.headers === "lost")
        ? undefined
        : "one good";
      await checkRecording(written, { image: merged, headers }, random, tally);
    }
    if (random.oneIn(2)) await checkSwapped(written, random, tally);
  },
};

/** An image and whether its headers can be read; undefined when theory does not tell. */
interface Dump {
  readonly image: DamagedImage;
  readonly headers: HeaderFate | undefined;
}

/** Now and then the whole volume table goes, too. */
function damage(random: Random, written: TrueCartridge): Dump {
  const { image, headers } = damageImage(random, written);
  if (!random.oneIn(8)) return { image, headers };
  const holes = new Map(image.holes).set(written.tableSegment, AllSectors);
  return { image: damagedImage(image.bytes, holes), headers };
}

async function checkRecording(
  written: TrueCartridge,
  { image, headers }: Dump,
  random: Random,
  tally: Tally,
): Promise<void> {
  const recording = await openRecording(storeOf(image));
  const { cartridge, volumes } = recording;
  if (headers) assert.equal(cartridge === undefined, headers === "lost", "headers");
  const read: ReadEntry[][] = [];
  for (const volume of volumes) read.push(await readEntries(volume));

  const fateOf = segmentFates(written, image, cartridge);
  const truths: VolumeFates[] = [];
  for (const volume of written.volumes) truths.push(await volumeFates(written, volume, fateOf));
  if (!cartridge || !isTableThere(await fateOf(written.tableSegment))) {
    const sought = written.volumes.flatMap(({ files, compressed }, index) =>
      files.map((file) => ({
        file,
        compressed,
        fates: cartridge ? truths[index]! : withoutMaps(truths[index]!),
      })),
    );
    for (const [index, entries] of read.entries())
      await checkFound(volumes[index]!, entries, sought, tally);
    if (cartridge) checkAllFound(read.flat(), written, truths);
    tally.add(cartridge ? "volume tables lost" : "cartridges without a header");
  } else {
    assert.equal(volumes.length, written.volumes.length, "volumes");
    for (const [index, truth] of written.volumes.entries())
      checkEntries(read[index]!, truth, truths[index]!, tally);
    if (random.oneIn(2))
      await checkExport(written, cartridge, random.pick(exportedKinds), read, tally);
  }
  if (random.oneIn(2)) await checkReport(written, recording, read, fateOf, tally);
}

/**
 * Where nobody knows which sectors are bad, a segment that cannot be read may have room for more or less:
 * what follows it may be displaced.
 */
function withoutMaps(fates: VolumeFates): VolumeFates {
  return (from, to) => {
    const fate = fates(from, to);
    const unsure = (fate.spans ?? []).filter(({ state }) => state === "lost");
    const first = Math.min(
      ...unsure.map(({ start }) => start),
      ...fate.doubtful.map(([start]) => start),
      to - from,
    );
    return { ...fate, doubtful: [[fate.spans ? first : 0, to - from]] };
  };
}

/** All entries are in the first sector of the table. */
function isTableThere({ sectors, doubtful }: SegmentFate): boolean {
  return !doubtful && sectors[0]?.state !== "lost";
}
