import assert from "node:assert/strict";
import { SegmentBytes } from "@floppytape/ecc";
import { openRecording } from "@floppytape/rescue/contents";
import type { Tally } from "../campaign.js";
import { damagedImage } from "../damage/damaged-image.js";
import type { Random } from "../seeded-random.js";
import { type ReadEntry, readEntries } from "./check-entries.js";
import { storeOf } from "./image-store.js";
import type { TrueCartridge, TrueVolume } from "./true-cartridge.js";
import { volumeFates } from "./volume-fates.js";

/**
 * Two segments of a volume change places: their parity is as good as ever, and an image of this kind says
 * of no sector where it belongs. In compressed volumes segments say it themselves: nothing of them may be
 * delivered at the wrong place. In others nobody can notice; what does not lie in them has to be right.
 */
export async function checkSwapped(
  written: TrueCartridge,
  random: Random,
  tally: Tally,
): Promise<void> {
  const pairs = written.volumes.flatMap((volume, index) =>
    swappable(written, volume).map((pair) => ({ volume, index, pair })),
  );
  if (pairs.length === 0) return;
  const { volume, index, pair } = random.pick(pairs);
  const image = damagedImage(swapped(written.bytes, pair), new Map());
  const { volumes } = await openRecording(storeOf(image));
  const fates = await volumeFates(written, volume, async (segment) => ({
    sectors: Array.from({ length: 29 }, () => ({ state: "read", verified: true })),
    doubtful: pair.includes(segment),
  }));
  const read = new Map((await readEntries(volumes[index]!)).map((one) => [one.entry.path, one]));
  for (const file of volume.files) {
    const one = file.path === "" ? [...read.values()][0] : read.get(file.path);
    if (one === undefined) continue;
    const wrong = wrongBytes(one, file.contents);
    const { doubtful } = fates(file.from, file.from + file.contents.length);
    const isUnnoticed = (at: number) => doubtful.some(([from, to]) => from <= at && at < to);
    // a file may be followed to where its header went
    const [start, end] = file.header ?? [Math.max(0, file.from - headBytes), file.from];
    const isMoved = fates(start, end).doubtful.length > 0;
    const isTold = isMoved || one.entry.carved || one.report.disagreements.length > 0;
    const where = `${volume.kind} ${file.path}, segments ${pair.join(" and ")} swapped`;
    assert(
      volume.compressed ? wrong.length === 0 : isTold || wrong.every(isUnnoticed),
      `${where}: byte ${wrong[0]} is wrong`,
    );
    tally.add("misplaced bytes that nobody can notice", wrong.length);
  }
  tally.add("swapped segments");
}

/** More than what stands in front of a file's contents in a file set. */
const headBytes = 300;

/**
 * Pairs of segments of a volume with room for the same data. A segment that only holds the rest of a
 * frame does not say where it belongs: in volumes with such a one nobody may notice.
 */
function swappable(
  { badSectors }: TrueCartridge,
  { firstSegment, lastSegment, extents }: TrueVolume,
): [number, number][] {
  const isPlaced = (position: number | undefined, index: number) =>
    position !== undefined && position !== extents?.[index + 1];
  if (extents && !extents.every(isPlaced)) return [];
  const pairs: [number, number][] = [];
  for (let one = firstSegment; one <= lastSegment; one++)
    for (let other = one + 1; other <= lastSegment; other++)
      if (badSectors(one) === badSectors(other)) pairs.push([one, other]);
  return pairs;
}

function swapped(bytes: Uint8Array, [one, other]: readonly [number, number]): Uint8Array {
  const image = bytes.slice();
  const segment = (index: number) =>
    bytes.subarray(index * SegmentBytes, (index + 1) * SegmentBytes);
  image.set(segment(one), other * SegmentBytes);
  image.set(segment(other), one * SegmentBytes);
  return image;
}

/** Positions of bytes that are neither lost nor right. */
function wrongBytes({ bytes, spans }: ReadEntry, contents: Uint8Array): number[] {
  const wrong: number[] = [];
  for (const { start, end, state } of spans)
    for (let at = start; at < end && state !== "lost"; at++)
      if (at >= contents.length || bytes[at] !== contents[at]) wrong.push(at);
  return wrong;
}
