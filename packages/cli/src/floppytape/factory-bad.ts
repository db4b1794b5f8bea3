import { type Geometry, type SectorMap, segmentCountOf } from "@floppytape/qic-format";

/** One segment in this many gets a bad sector, as on cartridges that were sold. */
const SegmentsPerBad = 100;
/** Segments that a formatter needs whole, for headers and volume table. */
const KeptSegments = 4;
const SectorsPerSegment = 32;

/** Bad sectors as a factory might have found them; the same seed gives the same sectors. */
export function factoryBadSectors(geometry: Geometry, seed: number): Map<number, SectorMap> {
  const segments = segmentCountOf(geometry);
  const random = createRandom(seed);
  const bad = new Map<number, SectorMap>();
  for (let i = 0; i < segments / SegmentsPerBad; i++) {
    const segment = KeptSegments + random(segments - KeptSegments);
    const map = (bad.get(segment) ?? 0) | (1 << random(SectorsPerSegment));
    bad.set(segment, map >>> 0);
  }
  return bad;
}

/** Whole numbers below a limit from a 32-bit xorshift generator. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
