/** What every ECC engine must show before it is timed. A mismatch aborts the run. */
import {
  createEccEngine,
  type EccEngine,
  ParitySectors,
  SectorBytes,
  SegmentBytes,
  SegmentSectors,
} from "@floppytape/ecc";
import { randomBytes } from "./random-bytes.js";

const MinimumSectors = 4;

function requireThat(truth: boolean, engine: EccEngine, claim: string): void {
  if (!truth) throw new Error(`engine ${engine.name} is wrong: ${claim}; nothing was timed`);
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Parity as the naive engine's for each sector count, bit errors flagged, erasures repaired. */
export function checkEccEngine(engine: EccEngine): void {
  const naive = createEccEngine("naive");
  for (let sectors = MinimumSectors; sectors <= SegmentSectors; sectors++) {
    const expected = randomBytes(SegmentBytes, 7 * sectors).slice();
    const own = expected.slice();
    naive.encode(expected, sectors);
    engine.encode(own, sectors);
    requireThat(equal(own, expected), engine, `parity of ${sectors} sectors`);
    requireThat(engine.check(own, sectors), engine, `${sectors} sound sectors refused`);
    checkBitErrors(engine, own, sectors);
    checkErasures(engine, own, sectors);
  }
}

/** One bit in each sector, in columns and bits that walk. */
function checkBitErrors(engine: EccEngine, segment: Uint8Array, sectors: number): void {
  for (let sector = 0; sector < sectors; sector++) {
    const at = sector * SectorBytes + ((sector * 211 + sectors * 17) % SectorBytes);
    const bit = 1 << ((sector + sectors) % 8);
    segment[at] = (segment[at] as number) ^ bit;
    const flagged = !engine.check(segment, sectors);
    segment[at] = (segment[at] as number) ^ bit;
    requireThat(flagged, engine, `a wrong bit in sector ${sector} of ${sectors} passed`);
  }
}

/** One, two and three lost sectors, data and parity among them. */
function checkErasures(engine: EccEngine, segment: Uint8Array, sectors: number): void {
  for (let lost = 1; lost <= ParitySectors; lost++) {
    for (let first = 0; first < sectors; first++) {
      const positions = Array.from({ length: lost }, (_, i) => (first + i * 5) % sectors);
      const damaged = segment.slice();
      let erasures = 0;
      for (const position of positions) {
        damaged.fill(0x6b, position * SectorBytes, (position + 1) * SectorBytes);
        erasures |= 1 << position;
      }
      const { outcome } = engine.repair(damaged, sectors, erasures >>> 0);
      requireThat(
        outcome !== "failed" && equal(damaged, segment),
        engine,
        `sectors ${positions} of ${sectors} not repaired`,
      );
    }
  }
}
