import { SectorBytes } from "@floppytape/ecc";
import { packSectorMap, type SectorMap } from "@floppytape/qic-format";
import type { Choice, SectorVersion } from "./sector-versions.js";
import { equalBytes, type Trial } from "./trial.js";

/** The versions that are what the codeword says. */
export function matching(
  { codeword }: Trial,
  versions: readonly (readonly SectorVersion[])[],
  bad: SectorMap,
): Choice {
  return versions.map((some, sector) => {
    if (codeword === undefined || (bad >>> sector) & 1) return undefined;
    const place = placeOf(sector, bad) * SectorBytes;
    const right = codeword.subarray(place, place + SectorBytes);
    return some.find(({ bytes }) => equalBytes(bytes, right));
  });
}

/** Physical sectors in which codewords differ. */
export function sectorsThatDiffer(trials: readonly Trial[], bad: SectorMap): SectorMap {
  const [first, ...others] = trials.flatMap(({ codeword }) => (codeword ? [codeword] : []));
  let map = 0;
  for (let sector = 0; first && sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    const from = placeOf(sector, bad) * SectorBytes;
    const part = (codeword: Uint8Array) => codeword.subarray(from, from + SectorBytes);
    if (others.some((other) => !equalBytes(part(first), part(other)))) map |= 1 << sector;
  }
  return map >>> 0;
}

/** Packed index of a good sector. */
function placeOf(sector: number, bad: SectorMap): number {
  return 31 - Math.clz32(packSectorMap(bad, (1 << sector) >>> 0));
}
