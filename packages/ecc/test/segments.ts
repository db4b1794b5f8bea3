/** Segments for the tests: the generator of the recorded vectors, and codewords made with it. */
import { expect } from "vitest";
import { createEccEngine, SectorBytes } from "../src/index.js";

export const engineNames = ["naive", "typescript", "wasm"] as const;
export const sectorCounts = Array.from({ length: 29 }, (_, i) => i + 4);

/** 32-bit xorshift; each byte is the top byte of the state after a step. */
export function randomBytes(seed: number, byteCount: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: byteCount }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  });
}

/** A segment of random data with parity by the reference engine. */
export function randomCodeword(seed: number, sectorCount: number): Uint8Array {
  const segment = randomBytes(seed, sectorCount * SectorBytes);
  createEccEngine("naive").encode(segment, sectorCount);
  return segment;
}

/** `count` distinct sectors below `sectorCount`. */
export function randomSectors(seed: number, count: number, sectorCount: number): number[] {
  const sectors = new Set<number>();
  for (const byte of randomBytes(seed, 4096)) {
    if (sectors.size === count) break;
    sectors.add(byte % sectorCount);
  }
  return [...sectors];
}

/** Replaces the content of sectors by other random bytes. */
export function overwrite(segment: Uint8Array, sectors: readonly number[], seed: number): void {
  for (const sector of sectors)
    segment.set(randomBytes(seed + sector * 7919, SectorBytes), sector * SectorBytes);
}

export function mapOf(sectors: readonly number[]): number {
  return sectors.reduce((map, sector) => map | (1 << sector), 0) >>> 0;
}

/** As `toEqual`, at the speed of memory. */
export function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}
