/** The repair of whole lost sectors, tried in every combination. */
import { expect } from "vitest";
import { type EccEngine, ParitySectors, SectorBytes } from "../src/index.js";
import { mapOf, randomCodeword } from "./segments.js";

/** Fills each choice of one to three sectors of a codeword and expects its repair. */
export function repairEveryPattern(engine: EccEngine, sectorCount: number): void {
  const original = randomCodeword(sectorCount, sectorCount);
  const segment = original.slice();
  for (const sectors of erasurePatterns(sectorCount)) {
    for (const sector of sectors)
      segment.fill(sector + 1, sector * SectorBytes, (sector + 1) * SectorBytes);
    const { outcome, corrected } = engine.repair(segment, sectorCount, mapOf(sectors));
    if (outcome !== "corrected" || corrected !== mapOf(sectors))
      expect.fail(`${sectors}: ${outcome}, ${corrected.toString(16)}`);
    if (Buffer.compare(segment, original) !== 0) expect.fail(`${sectors}: wrong bytes`);
  }
}

/** Every choice of `ParitySectors` or fewer sectors, the empty one left out. */
function erasurePatterns(sectorCount: number): number[][] {
  const patterns: number[][] = [];
  const extend = (chosen: number[], from: number): void => {
    for (let sector = from; sector < sectorCount; sector++) {
      const pattern = [...chosen, sector];
      patterns.push(pattern);
      if (pattern.length < ParitySectors) extend(pattern, sector + 1);
    }
  };
  extend([], 0);
  return patterns;
}
