import type { ByteStore } from "@floppytape/cartridge";
import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";

/** Writes the sectors that `good` names, of adjacent segments, to their places in an image: as few writes as can be. */
export async function writeSectors(
  bytes: ByteStore,
  firstSegment: number,
  segments: Uint8Array,
  good: Uint32Array,
): Promise<void> {
  const sectorCount = good.length * SegmentSectors;
  const isGood = (sector: number) => (good[sector >>> 5]! >>> (sector & 31)) & 1;
  for (let from = 0; from < sectorCount; from++) {
    if (!isGood(from)) continue;
    let to = from + 1;
    while (to < sectorCount && isGood(to)) to++;
    const position = firstSegment * SegmentBytes + from * SectorBytes;
    await bytes.write(position, segments.subarray(from * SectorBytes, to * SectorBytes));
    from = to;
  }
}
