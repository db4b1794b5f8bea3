import { AllSectors, type SectorMap } from "@floppytape/qic-format";

/**
 * Bad sectors with the sectors beside them: a flaw in the tape rarely ends where a sector does. Those of
 * other segments lie behind a gap and are not touched.
 */
export function withNeighbours(bad: SectorMap): SectorMap {
  return ((bad | (bad << 1) | (bad >>> 1)) & AllSectors) >>> 0;
}
