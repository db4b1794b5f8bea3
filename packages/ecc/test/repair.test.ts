import { describe, expect, test } from "vitest";
import { createEccEngine, SectorBytes } from "../src/index.js";
import { engineNames, expectSameBytes, mapOf, overwrite, randomCodeword } from "./segments.js";

describe.each(engineNames)("%s", (name) => {
  const engine = createEccEngine(name);

  test("the bytes changed in each sector are counted", () => {
    const segment = randomCodeword(1, 32);
    segment[4 * SectorBytes + 10]! ^= 1;
    segment[4 * SectorBytes + 11]! ^= 2;
    segment[31 * SectorBytes + 1023]! ^= 4;
    expect(engine.repair(segment, 32, 0)).toEqual({
      outcome: "corrected",
      corrected: 0x8000_0010,
      sectors: [
        { sector: 4, symbols: 2 },
        { sector: 31, symbols: 1 },
      ],
      unverifiable: 0,
      silentErrors: 0x8000_0010,
    });
    expectSameBytes(segment, randomCodeword(1, 32));
  });

  test("two erasures leave a check and are verifiable", () => {
    const segment = randomCodeword(2, 20);
    overwrite(segment, [0, 19], 3);
    const result = engine.repair(segment, 20, mapOf([0, 19]));
    expect(result).toMatchObject({ outcome: "corrected", unverifiable: 0, silentErrors: 0 });
  });

  test("three erasures use all check symbols, whichever sectors were really wrong", () => {
    const segment = randomCodeword(2, 20);
    segment[5 * SectorBytes + 99]! ^= 0x55;
    const result = engine.repair(segment, 20, mapOf([1, 5, 9]));
    expect(result).toMatchObject({ corrected: 1 << 5, unverifiable: 1 << 5, silentErrors: 0 });
    expect(result.sectors).toEqual([{ sector: 5, symbols: 1 }]);
  });

  test("an erasure beside a located error is unverifiable in that column only", () => {
    const alone = randomCodeword(4, 12);
    alone[2 * SectorBytes]! ^= 9;
    alone[7 * SectorBytes + 1]! ^= 9;
    expect(engine.repair(alone, 12, 1 << 2)).toMatchObject({
      corrected: mapOf([2, 7]),
      unverifiable: mapOf([7]),
      silentErrors: mapOf([7]),
    });
    const together = randomCodeword(4, 12);
    together[2 * SectorBytes]! ^= 9;
    together[7 * SectorBytes]! ^= 9;
    expect(engine.repair(together, 12, 1 << 2)).toMatchObject({
      corrected: mapOf([2, 7]),
      unverifiable: mapOf([2, 7]),
      silentErrors: mapOf([7]),
    });
    expectSameBytes(together, alone);
  });

  test("too many flagged sectors fail, unless nothing is wrong", () => {
    const segment = randomCodeword(5, 32);
    expect(engine.repair(segment, 32, 0xffff_ffff).outcome).toBe("ok");
    segment[0]! ^= 1;
    expect(engine.repair(segment, 32, 0xff).reason).toEqual({
      kind: "too-many-erasures",
      erasures: 8,
    });
  });

  test("a failure names its first column and changes nothing", () => {
    const segment = randomCodeword(6, 32);
    overwrite(segment, [3, 17], 1);
    segment[8 * SectorBytes + 600]! ^= 0x10;
    segment[9 * SectorBytes + 400]! ^= 0x10;
    const before = segment.slice();
    const result = engine.repair(segment, 32, mapOf([3, 17]));
    expect(result.outcome).toBe("failed");
    expect(result.reason).toEqual({ kind: "uncorrectable-column", column: 400 });
    expect(result.sectors).toEqual([]);
    expectSameBytes(segment, before);
  });

  test("an error that could only lie behind the last sector is not believed", () => {
    const long = new Uint8Array(32 * SectorBytes);
    long[20 * SectorBytes] = 7;
    const residues = new Uint8Array(3072);
    engine.residues(long, 32, residues);
    // The same residues in a shortened segment: bytes of three sectors that add up to them.
    const short = new Uint8Array(8 * SectorBytes);
    createEccEngine("naive").repair(long, 32, mapOf([0, 1, 2]));
    for (const sector of [0, 1, 2]) short[sector * SectorBytes] = long[sector * SectorBytes]!;
    const shortResidues = new Uint8Array(3072);
    engine.residues(short, 8, shortResidues);
    expect(shortResidues).toEqual(residues);
    expect(engine.repair(short, 8, 0).reason).toEqual({ kind: "uncorrectable-column", column: 0 });
  });

  test("an error is not located in the sector that is flagged already", () => {
    // Residues 0, 1, 0 point at whatever single sector is flagged, and no byte there explains them.
    const segment = columnWithResidues(0, 1, 0);
    for (let sector = 0; sector < 8; sector++)
      expect(engine.repair(segment, 8, 1 << sector).reason, `sector ${sector}`).toEqual({
        kind: "uncorrectable-column",
        column: 0,
      });
  });

  test("a bitmap may have been made by signed arithmetic", () => {
    const segment = randomCodeword(7, 32);
    overwrite(segment, [31], 1);
    expect(engine.repair(segment, 32, 1 << 31)).toMatchObject({
      corrected: 0x8000_0000,
      silentErrors: 0,
    });
  });
});

/** Eight sectors, zero but for three bytes of column 0 that have these residues. */
function columnWithResidues(...wanted: readonly number[]): Uint8Array {
  const engine = createEccEngine();
  const trials = new Uint8Array(8 * SectorBytes);
  const residues = new Uint8Array(3 * SectorBytes);
  for (let first = 0; first < 256; first++) {
    for (let last = 0; last < 256; last++) {
      trials[last] = first;
      trials[SectorBytes + last] = first ^ last ^ wanted[1]!;
      trials[2 * SectorBytes + last] = last;
    }
    engine.residues(trials, 8, residues);
    for (let column = 0; column < 256; column++) {
      if (wanted.some((residue, row) => residues[row * SectorBytes + column] !== residue)) continue;
      const segment = new Uint8Array(trials.length);
      for (let at = 0; at < 3; at++) segment[at * SectorBytes] = trials[at * SectorBytes + column]!;
      return segment;
    }
  }
  throw new Error("every triple of residues belongs to some three bytes");
}
