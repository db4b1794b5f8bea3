import { ParitySectors, SegmentSectors } from "@floppytape/ecc";
import { dataBytesOf, type SectorMap, sectorCount } from "@floppytape/qic-format";
import type { ImagedSectors, ImagedSegments } from "./imaging-options.js";
import type { SectorStates } from "./sector-states.js";

/** Counts the sectors of an image. */
export function countSectors(states: SectorStates): ImagedSectors {
  const { readSectors: read, failedSectors: failed, segmentCount } = states;
  let untried = 0;
  for (let segment = 0; segment < segmentCount; segment++)
    if (states.statusOf(segment) === "?") untried += sectorCount(states.missingOf(segment));
  const mappedOut = segmentCount * SegmentSectors - read - failed - untried;
  return { read, failed, untried, mappedOut };
}

/** Counts the segments of an image that have room for data. */
export function countSegments(
  states: SectorStates,
  badSectors: (segment: number) => SectorMap,
): ImagedSegments {
  const counts = { read: 0, correctable: 0, lost: 0, untried: 0 };
  for (let segment = 0; segment < states.segmentCount; segment++) {
    if (dataBytesOf(badSectors(segment)) === 0) continue;
    const missing = sectorCount(states.missingOf(segment));
    if (missing === 0) counts.read++;
    else if (states.statusOf(segment) === "?") counts.untried++;
    else if (missing <= ParitySectors) counts.correctable++;
    else counts.lost++;
  }
  return counts;
}
