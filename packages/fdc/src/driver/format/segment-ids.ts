import { type Geometry, sectorIdOf } from "@floppytape/qic-format";

/** Ids of one segment as the controller's FORMAT TRACK takes them: C, H, R, N of each of 32 sectors. */
export const SegmentIdBytes = 128;

const sectors = 32;

/** Fills `into` with the ids of `count` segments from `first` on. */
export function fillSegmentIds(
  into: Uint8Array,
  first: number,
  count: number,
  geometry: Geometry,
): void {
  for (let i = 0; i < count; i++) {
    const { cylinder, head, record, sizeCode } = sectorIdOf(first + i, 0, geometry);
    for (let sector = 0; sector < sectors; sector++) {
      const at = i * SegmentIdBytes + sector * 4;
      into[at] = cylinder;
      into[at + 1] = head;
      into[at + 2] = record + sector;
      into[at + 3] = sizeCode;
    }
  }
}
