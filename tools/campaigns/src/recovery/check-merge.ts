import assert from "node:assert/strict";
import { createMemoryBytes, holesOf } from "@floppytape/cartridge";
import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { mergeDumps } from "@floppytape/rescue";
import type { Tally } from "../campaign.js";
import { type DamagedImage, damagedImage } from "../damage/damaged-image.js";
import { storeOf } from "./image-store.js";
import type { TrueCartridge } from "./true-cartridge.js";

/**
 * Merges dumps and returns the merged image. Where something was written and no dump has wrong sectors that
 * it takes for good ones, every sector that any dump has is in it; else no sector is as no dump has it.
 */
export async function checkMerge(
  written: TrueCartridge,
  dumps: readonly DamagedImage[],
  tally: Tally,
): Promise<DamagedImage> {
  const target = createMemoryBytes();
  const named = dumps.map((dump, index) => ({ name: `dump ${index}`, store: storeOf(dump) }));
  const { map, sizeBytes, header } = await mergeDumps(named, target);
  const bytes = target.bytes();
  assert.equal(bytes.length, sizeBytes, "size of the merged image");
  const merged = damagedImage(bytes, holesOf(map, sizeBytes));
  for (let segment = 0; segment * SegmentBytes < sizeBytes; segment++)
    checkSegment(written, dumps, merged, segment, header ? written.badSectors(segment) : 0);
  tally.add("merges");
  return merged;
}

function checkSegment(
  written: TrueCartridge,
  dumps: readonly DamagedImage[],
  merged: DamagedImage,
  segment: number,
  bad: SectorMap,
): void {
  const good = sectorsOf(~bad >>> 0);
  const bytesOf = ({ bytes }: Pick<DamagedImage, "bytes">, sector: number) => {
    const at = segment * SegmentBytes + sector * SectorBytes;
    return bytes.subarray(at, at + SectorBytes);
  };
  const has = (image: DamagedImage, sector: number) =>
    ((image.unreadable(segment) >>> sector) & 1) === 0;
  const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
  const versionsOf = (sector: number) =>
    dumps.filter((dump) => has(dump, sector)).map((dump) => bytesOf(dump, sector));
  const isHonest =
    isInUse(written, segment) &&
    good.every((sector) =>
      versionsOf(sector).every((version) => isSame(version, bytesOf(written, sector))),
    );
  for (const sector of good) {
    const unread = dumps.map((dump) => dump.unreadable(segment).toString(16)).join(" and ");
    const where = `sector ${sector} of segment ${segment} (bad ${bad.toString(16)}), of which dumps lack ${unread}`;
    const versions = versionsOf(sector);
    if (isHonest) assert.equal(has(merged, sector), versions.length > 0, `${where} is there`);
    if (has(merged, sector))
      assert(
        versions.some((version) => isSame(version, bytesOf(merged, sector))),
        `${where} is as no dump has it`,
      );
  }
}

/** What was formatted and never written has no parity that fits it. */
function isInUse(
  { headerSegments, tableSegment, volumes }: TrueCartridge,
  segment: number,
): boolean {
  return (
    headerSegments.includes(segment) ||
    segment === tableSegment ||
    volumes.some((volume) => volume.firstSegment <= segment && segment <= volume.lastSegment)
  );
}
