/** Segments that the standards map out on every QIC-3010 and QIC-3020 cartridge. */
import type { QicStandard } from "./cartridge-type.js";
import type { Geometry } from "./geometry.js";

/** Near both tape ends the holes of the tape have left imprints on these tracks. */
const imprintedTracks = { first: 5, last: 27, step: 2 };

const segmentsAtEachEnd: Readonly<Record<QicStandard, number>> = {
  "QIC-40": 0,
  "QIC-80": 0,
  "QIC-3010": 2,
  "QIC-3020": 4,
  "Ditto Max": 0,
};

/**
 * The segments that a formatter must map out whole, ascending: 96 on QIC-3020, 48 on QIC-3010, none on
 * the others. A reader must not assume them.
 */
export function fixedBadSegments(standard: QicStandard, g: Geometry): number[] {
  const { segmentsPerTrack, tracksPerCartridge } = g;
  const atEachEnd = segmentsAtEachEnd[standard];
  const segments: number[] = [];
  for (
    let track = imprintedTracks.first;
    track <= imprintedTracks.last;
    track += imprintedTracks.step
  ) {
    if (track >= tracksPerCartridge) break;
    const positions = new Set<number>();
    for (let i = 0; i < Math.min(atEachEnd, segmentsPerTrack); i++)
      positions.add(i).add(segmentsPerTrack - 1 - i);
    const onTrack = [...positions].map((position) => track * segmentsPerTrack + position);
    segments.push(...onTrack.sort((a, b) => a - b));
  }
  return segments;
}
