import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { sectorsOf } from "@floppytape/qic-format";
import { RescueError } from "../errors.js";
import type { CartridgePlan } from "./cartridge-plan.js";
import type { ImagingTarget } from "./imaging-options.js";
import type { SectorStates } from "./sector-states.js";

/**
 * Makes sure that an image and its map belong together and to the cartridge: by their sizes, and by the
 * header segments, which count what was written to the cartridge. Without a map there must be no image.
 * @throws {RescueError} `MAP_DOES_NOT_FIT`
 */
export async function requireFit(
  { bytes, map }: ImagingTarget,
  plan: CartridgePlan,
  states: SectorStates,
): Promise<void> {
  const sizeBytes = plan.segmentCount * SegmentBytes;
  const misfit = (message: string, details: Record<string, number>) =>
    new RescueError("MAP_DOES_NOT_FIT", message, { sizeBytes, ...details });
  const imageBytes = bytes.sizeBytes;
  if (map === undefined) {
    if (imageBytes === 0) return;
    throw misfit(`there is an image of ${imageBytes} bytes already, and no map of it`, {
      imageBytes,
    });
  }
  const last = map.blocks.at(-1);
  const mapBytes = last ? last.position + last.sizeBytes : 0;
  if (mapBytes !== sizeBytes)
    throw misfit(`the map is of ${mapBytes} bytes, the cartridge has ${sizeBytes}`, { mapBytes });
  const lastRead = map.blocks.findLast(({ status }) => status === "+");
  const readBytes = lastRead ? lastRead.position + lastRead.sizeBytes : 0;
  if (imageBytes < readBytes || imageBytes > sizeBytes)
    throw misfit(`the image has ${imageBytes} bytes, by its map ${readBytes} to ${sizeBytes}`, {
      imageBytes,
      readBytes,
    });
  await requireSameHeaders(bytes, plan, states);
}

/** Sectors of header segments that were read then and now must be the same. */
async function requireSameHeaders(
  bytes: ImagingTarget["bytes"],
  { cartridge, badSectors }: CartridgePlan,
  states: SectorStates,
): Promise<void> {
  if (cartridge === undefined) return;
  const now = new Uint8Array(SegmentBytes);
  const then = new Uint8Array(SegmentBytes);
  for (const { segment } of cartridge.headerCopies) {
    const known = states.readOf(segment);
    if (known === 0) continue;
    const { unreadable } = await cartridge.store.readRun(segment, 1, now, { badSectors });
    await bytes.read(segment * SegmentBytes, then);
    for (const sector of sectorsOf((known & ~(unreadable[0]! | badSectors(segment))) >>> 0)) {
      const from = sector * SectorBytes;
      if (then.subarray(from, from + SectorBytes).every((byte, i) => byte === now[from + i]))
        continue;
      throw new RescueError(
        "MAP_DOES_NOT_FIT",
        `the image is of another cartridge, or this one was written since: its header in segment ${segment} differs`,
        { segment, sector },
      );
    }
  }
}
