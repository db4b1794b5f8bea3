/**
 * What the parity says about how segments lie in a file: in units of 32768 bytes it fits only where the
 * units are segments, and for segments with bad sectors only in the order in which sectors were written.
 */
import { type EccEngine, SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { type BadSectorMap, goodSectorCount } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import type { HoleTest } from "./byte-holes.js";
import { isUniform, orderThatFits } from "./sector-order.js";

/** Counts of sampled segments; those that are all one byte prove nothing and are in none. */
export interface ParitySamples {
  /** Without bad sectors: how many there were, and how many fit. */
  readonly whole: number;
  readonly wholeFit: number;
  /** With bad sectors, sectors in their physical places or good ones first: how many fit only this way. */
  readonly physical: number;
  readonly packed: number;
  /** Of those that don't fit: where the plain sum of all sectors vanishes, as with other kinds of parity. */
  readonly sumOnly: number;
}

export interface SampleArea {
  /** Byte of the file where the first unit begins, and the segment that it would be. */
  readonly base: number;
  readonly firstSegment: number;
  /** Undefined where no header says it: only whole segments can be tested then. */
  readonly badSectors: BadSectorMap | undefined;
}

const samplesAtBeginning = 8;
const samplesSpread = 24;
/** Segments with bad sectors that are looked at, and how many of them have to tell. */
const maxDefective = 64;
const enoughDefective = 8;

/** Samples a file, at most a hundred units of it. */
export async function sampleParity(
  bytes: ByteStore,
  isHole: HoleTest,
  { base, firstSegment, badSectors }: SampleArea,
  engine: EccEngine,
): Promise<ParitySamples> {
  const units = Math.floor((bytes.sizeBytes - base) / SegmentBytes);
  const unit = new Uint8Array(SegmentBytes);
  const counts = { whole: 0, wholeFit: 0, physical: 0, packed: 0, sumOnly: 0 };

  const readUnit = async (index: number): Promise<boolean> => {
    const position = base + index * SegmentBytes;
    if (isHole(position, position + SegmentBytes)) return false;
    return (await bytes.read(position, unit)) === SegmentBytes && !isUniform(unit);
  };

  const badAt = (index: number) => badSectors?.get(firstSegment + index) ?? 0;
  for (const index of spread(units)) {
    if (badAt(index) !== 0 || !(await readUnit(index))) continue;
    counts.whole++;
    if (fitsWhole(unit, engine)) counts.wholeFit++;
    else if (sumVanishes(unit)) counts.sumOnly++;
  }
  let left = maxDefective;
  for (const [segment, bad] of badSectors?.entries() ?? []) {
    if (left === 0 || counts.physical + counts.packed >= enoughDefective) break;
    const index = segment - firstSegment;
    if (index < 0 || index >= units || goodSectorCount(bad) < 4) continue;
    left--;
    if (!(await readUnit(index))) continue;
    const order = orderThatFits(unit, bad, engine);
    if (order) counts[order]++;
  }
  return counts;
}

/** Clean columns that no file has by chance: of random bytes one column in 16 million is clean. */
const enoughCleanColumns = 32;

/** Whether the parity fits, or would but for damage: of a part of the columns, or of one sector. */
function fitsWhole(unit: Uint8Array, engine: EccEngine): boolean {
  const residues = new Uint8Array(3 * SectorBytes);
  if (engine.residues(unit, SegmentSectors, residues)) return true;
  let clean = 0;
  for (let column = 0; column < SectorBytes; column++) {
    const residue =
      residues[column]! | residues[SectorBytes + column]! | residues[2 * SectorBytes + column]!;
    if (residue === 0 && !isColumnUniform(unit, column)) clean++;
  }
  if (clean >= enoughCleanColumns) return true;
  const repaired = unit.slice();
  // A few bytes among zeros pass for damage; what they would be corrected to says nothing.
  return engine.repair(repaired, SegmentSectors, 0).outcome === "corrected" && !isUniform(repaired);
}

function isColumnUniform(unit: Uint8Array, column: number): boolean {
  for (let at = column + SectorBytes; at < SegmentBytes; at += SectorBytes)
    if (unit[at] !== unit[column]) return false;
  return true;
}

/** The first numbers below `count` and some more, evenly over all of them; ascending. */
function spread(count: number): number[] {
  const chosen = new Set<number>();
  for (let i = 0; i < Math.min(samplesAtBeginning, count); i++) chosen.add(i);
  for (let i = 0; i < samplesSpread && count > 0; i++)
    chosen.add(Math.floor((i * count) / samplesSpread));
  return [...chosen].sort((a, b) => a - b);
}

/** Whether the exclusive or of all sectors is zero, unless they are all the same. */
function sumVanishes(unit: Uint8Array): boolean {
  let allUniform = true;
  for (let column = 0; column < SectorBytes; column++) {
    let sum = 0;
    for (let at = column; at < SegmentBytes; at += SectorBytes) sum ^= unit[at]!;
    if (sum !== 0) return false;
    allUniform &&= isColumnUniform(unit, column);
  }
  return !allUniform;
}
