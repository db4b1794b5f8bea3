import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import {
  goodSectorCount,
  packSectorMap,
  type SectorMap,
  sectorsOf,
  segmentCountOf,
} from "@floppytape/qic-format";
import type { Cartridge } from "../cartridge.js";
import { packSegment } from "../corrected-segment.js";
import { dataSegments } from "./data-segments.js";
import {
  createExportTally,
  dataSectorsOf,
  type ExportKind,
  type ExportOptions,
  type ExportResult,
} from "./export-tally.js";
import { type ExportedSegment, exportedSegments } from "./exported-segments.js";
import { createHoleList } from "./hole-list.js";
import type { ImageKind } from "./image-kind.js";
import { type SectorOrder, SlotBytes } from "./image-layout.js";
import { exportTwti } from "./twti-export.js";
import { zstdFrame } from "./zstd-frame.js";

/**
 * Writes a cartridge as an image of a kind: the chunks are the bytes of the file in order, each valid until the
 * next is asked for. What the parity can restore is restored; what is lost is zeros and in the result. Kinds with parity keep
 * segments as they are whose correction would use all of it up. In the others lost header copies hold the header that
 * the cartridge was opened by. Where
 * nothing shows which sectors of a segment are wrong, all are lost: kinds with parity keep them as they are, and
 * show it again when they are read. Memory does not depend on the cartridge's size.
 * @throws what reading the cartridge throws; the reason of `options.signal`.
 */
export async function* exportImage(
  cartridge: Cartridge,
  kind: ExportKind,
  options: ExportOptions = {},
): AsyncGenerator<Uint8Array, ExportResult, undefined> {
  const tally = createExportTally(kind);
  if (kind === "twti") return tally.result(yield* exportTwti(cartridge, tally, options));
  if (kind === "twtz") return tally.result(yield* zstdFrame(exportTwti(cartridge, tally, options)));
  const holes = createHoleList();
  const { first, last } = rangeOf(cartridge, kind);
  const slot = new Uint8Array(SlotBytes);
  let position = 0;
  const segments = hasParity(kind) ? exportedSegments : dataSegments;
  for await (const segment of segments(cartridge, first, last, options)) {
    const lost = tally.count(segment);
    const { bytes, order } = bytesOf(kind, segment, slot);
    const inFile = order === "data" ? lost : segment.missing;
    for (const index of indicesOf(order, segment.bad, inFile))
      holes.add(position + index * SectorBytes, position + (index + 1) * SectorBytes);
    position += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
  return tally.result(position, holes.mapOf(position));
}

function rangeOf(cartridge: Cartridge, kind: ImageKind): { first: number; last: number } {
  if (kind !== "volume-data") return { first: 0, last: segmentCountOf(cartridge.geometry) - 1 };
  return { first: cartridge.firstDataSegment, last: cartridge.lastDataSegment };
}

function hasParity(kind: ImageKind): boolean {
  return kind === "segments" || kind === "packed-segments";
}

/** What of a segment stands in the file. */
function bytesOf(
  kind: Exclude<ImageKind, "twti">,
  { bad, physical, data }: ExportedSegment,
  slot: Uint8Array,
): { bytes: Uint8Array; order: SectorOrder } {
  switch (kind) {
    case "segments":
      return { bytes: physical, order: "physical" };
    case "packed-segments": {
      if (bad !== 0) packSegment(physical, bad);
      physical.fill(0, goodSectorCount(bad) * SectorBytes, SegmentBytes);
      return { bytes: physical, order: "packed" };
    }
    case "slots":
      slot.set(data);
      slot.fill(0, data.length);
      return { bytes: slot, order: "data" };
    default:
      return { bytes: data, order: "data" };
  }
}

/** Places in the file, counted in sectors, of physical sectors; parity that is not in the file has none. */
function indicesOf(order: SectorOrder, bad: SectorMap, sectors: SectorMap): number[] {
  if (order === "physical") return sectorsOf((sectors & ~bad) >>> 0);
  return sectorsOf(order === "packed" ? packSectorMap(bad, sectors) : dataSectorsOf(bad, sectors));
}
