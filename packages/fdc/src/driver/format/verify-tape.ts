import type { LongOperation } from "@floppytape/cartridge";
import { type Geometry, type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import type { DriveParts } from "../drive-parts.js";
import { withNeighbours } from "./with-neighbours.js";

/**
 * Reads over every segment of a freshly formatted cartridge: the sectors that cannot be used, by
 * segment. The tape stands afterwards. @throws the signal's reason.
 */
export async function verifyTape(
  { stream }: DriveParts,
  geometry: Geometry,
  { signal, onProgress }: LongOperation,
): Promise<Map<number, SectorMap>> {
  const bad = new Map<number, SectorMap>();
  const total = segmentCountOf(geometry);
  try {
    for (let segment = 0; segment < total; segment++) {
      signal?.throwIfAborted();
      const failed = await stream.verifySegment(segment);
      if (failed !== 0) bad.set(segment, withNeighbours(failed));
      onProgress?.({ phase: "verify", done: segment + 1, total, unit: "segments" });
    }
  } finally {
    await stream.halt();
  }
  return bad;
}
