/** Segments with valid parity, and the sizes that the ECC tables speak of. */
import {
  createEccEngine,
  ParitySectors,
  SectorBytes,
  SegmentBytes,
  SegmentSectors,
} from "@floppytape/ecc";
import { randomBytes } from "./random-bytes.js";

/** User data of a segment without bad sectors: what MB/s of user data are counted in. */
export const UserBytes = (SegmentSectors - ParitySectors) * SectorBytes;

/** How many segments differ before they repeat. */
export const DistinctSegments = 8;

/** Fills `into` (whole segments) with random segments whose parity the naive engine made. */
export function fillWithSegments(into: Uint8Array, seed: number): void {
  const naive = createEccEngine("naive");
  const made = Array.from({ length: DistinctSegments }, (_, i) => {
    const segment = randomBytes(SegmentBytes, seed + i).slice();
    naive.encode(segment, SegmentSectors);
    return segment;
  });
  for (let at = 0, i = 0; at < into.length; at += SegmentBytes, i++)
    into.set(made[i % DistinctSegments] as Uint8Array, at);
}
