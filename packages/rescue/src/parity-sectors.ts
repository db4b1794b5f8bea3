import { ParitySectors } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap, unpackSectorMap } from "@floppytape/qic-format";

/** The physical sectors that hold the parity of a segment: the last three good ones; none where there is no room for data. */
export function parityOf(bad: SectorMap): SectorMap {
  const data = goodSectorCount(bad) - ParitySectors;
  return data <= 0 ? 0 : unpackSectorMap(bad, (0b111 << data) >>> 0);
}
