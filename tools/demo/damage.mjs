import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { createRandom } from "./random.mjs";

const SectorBytes = 1024;
const SegmentSectors = 32;

/**
 * Damages an image as years in an attic would: up to three sectors in about two thirds of the
 * recorded segments, and the whole first header copy. Most damaged sectors are listed as unreadable in
 * the GNU ddrescue map beside the image; some are not, so that only the ECC can notice them.
 * Returns what was done.
 */
export function damageImage(image, { seed, firstSegment, lastSegment }) {
  const random = createRandom(seed);
  const unreadable = new Set();
  const silent = new Set();
  const spoil = (segment, sectors, listed) => {
    for (const sector of sectors)
      (listed ? unreadable : silent).add(segment * SegmentSectors + sector);
  };
  spoil(
    0,
    Array.from({ length: SegmentSectors }, (_, i) => i),
    true,
  );
  let damagedSegments = 0;
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const kind = random.below(6);
    if (kind > 3) continue;
    damagedSegments++;
    // One wrong sector may hide without a mark; more than that must be marked to be repairable.
    const sectors = random.pick(kind === 0 ? 1 : kind, SegmentSectors);
    spoil(segment, sectors, kind !== 0);
  }
  const file = openSync(image, "r+");
  for (const sector of [...unreadable, ...silent])
    writeSync(file, random.fill(new Uint8Array(SectorBytes)), 0, SectorBytes, sector * SectorBytes);
  closeSync(file);
  writeFileSync(`${image}.map`, rescueMap(unreadable, statSync(image).size));
  return { damagedSegments, unreadableSectors: unreadable.size, silentSectors: silent.size };
}

/** The text of a ddrescue map that lists the given sectors as unreadable and all else as read. */
function rescueMap(sectors, sizeBytes) {
  const lines = [
    "# Mapfile. Created by the floppytape demonstration",
    "0x00000000     ?               1",
  ];
  const hex = (value) => `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
  const block = (first, end, status) => {
    if (end > first) lines.push(`${hex(first)}  ${hex(end - first)}  ${status}`);
  };
  let position = 0;
  for (const sector of [...sectors].sort((a, b) => a - b)) {
    const first = sector * SectorBytes;
    block(position, first, "+");
    block(first, first + SectorBytes, "-");
    position = first + SectorBytes;
  }
  block(position, sizeBytes, "+");
  return `${lines.join("\n")}\n`;
}

/** Copies the image before it is damaged, so that users can try with the undamaged one too. */
export function keepCopy(image, copy) {
  writeFileSync(copy, readFileSync(image));
}
