import { afterEach, describe, expect, test, vi } from "vitest";
import { createLzsEngine } from "../src/index.js";
import {
  compressLzs,
  decodeInPieces,
  encodeInPieces,
  expandLzs,
  lzsEngineNames,
} from "./lzs-guarded.js";
import { generate, type Recipe } from "./recipe.js";

afterEach(() => vi.unstubAllGlobals());

const [reference, typescript, wasm] = lzsEngineNames.map((name) => createLzsEngine(name));
const kinds: Omit<Recipe, "length">[] = [
  { kind: "random", seed: 1 },
  { kind: "text", seed: 2 },
  { kind: "const", value: 0 },
  { kind: "runs", seed: 3 },
  { kind: "counter" },
  { kind: "alpha", seed: 4, k: 2 },
  { kind: "alpha", seed: 6, k: 30 },
  { kind: "mixed", seed: 7, blockSize: 700 },
];

test("10,000 random streams: no byte outside, the same verdict everywhere", () => {
  const codes = new Map<string, number>();
  for (let seed = 0; seed < 10_000; seed++) {
    const random = generate({ kind: "random", seed: seed * 7919, length: 1 + (seed % 400) });
    // A copy from nowhere is too rare to wait for.
    if (seed % 40 === 1) random.set([0x80, 0x00]);
    // Half of them begin with a good stream, so that there is something to copy from.
    const begun =
      seed % 2 === 0 ? compressLzs(wasm!, generate({ kind: "text", seed, length: 150 })) : random;
    const stream = Uint8Array.from([...begun.subarray(0, -2), ...random]);
    const limitBytes = (seed * 31) % 3000;
    const expected = expandLzs(reference!, stream, limitBytes);
    const pieces = [1 + (seed % 11), 1 + (seed % 53)];
    for (const actual of [
      expandLzs(typescript!, stream, limitBytes),
      decodeInPieces(stream, limitBytes, pieces, [1 + (seed % 17), 1 + (seed % 301)]),
    ]) {
      expect(Buffer.compare(actual.bytes, expected.bytes)).toBe(0);
      expect(actual.error?.code).toBe(expected.error?.code);
      expect(actual.error?.details.offset).toBe(expected.error?.details.offset);
      expect(actual.error?.details.bit).toBe(expected.error?.details.bit);
    }
    const code = expected.error?.code ?? "good";
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  for (const code of ["good", "TRUNCATED", "OVERRUN", "ZERO_OFFSET", "OFFSET_BEFORE_START"])
    expect(codes.get(code)).toBeGreaterThan(50);
});

describe.each(kinds)("$kind", (kind) => {
  test("every length from 0 to 700 comes back, and the fast engines compress alike", () => {
    for (let length = 0; length <= 700; length++) {
      const plain = generate({ ...kind, length });
      const stream = compressLzs(typescript!, plain);
      expect(Buffer.compare(compressLzs(wasm!, plain), stream)).toBe(0);
      const { bytes, consumedBytes } = expandLzs(typescript!, stream, length);
      expect(Buffer.compare(bytes, plain)).toBe(0);
      expect(consumedBytes).toBe(stream.length);
    }
  });

  test.each([1, 2, 8, 2047])("a long stream is the same however it is cut, depth %i", (depth) => {
    // Far longer than the window, and than the count of positions.
    const plain = generate({ ...kind, length: depth > 8 ? 80_000 : 300_000 });
    const stream = compressLzs(createLzsEngine("wasm", { depth }), plain);
    expect(
      Buffer.compare(compressLzs(createLzsEngine("typescript", { depth }), plain), stream),
    ).toBe(0);
    for (const pieces of [[300_000], [32_768], [65_536, 1], [1, 31, 32, 33, 5000], [997]])
      expect(Buffer.compare(encodeInPieces(plain, pieces, depth), stream)).toBe(0);
    expect(Buffer.compare(expandLzs(typescript!, stream, plain.length).bytes, plain)).toBe(0);
    const pieces = decodeInPieces(stream, plain.length, [1000, 3, 17], [2048, 5, 4000, 1]);
    expect(Buffer.compare(pieces.bytes, plain)).toBe(0);
  });

  test("the encoder without WebAssembly is the same however its text is cut", () => {
    const plain = generate({ ...kind, length: 100_000 });
    const stream = compressLzs(wasm!, plain);
    vi.stubGlobal("WebAssembly", undefined);
    for (const pieces of [[1], [1, 31, 32, 33, 5000], [100_000]])
      expect(Buffer.compare(encodeInPieces(plain, pieces), stream)).toBe(0);
  });

  test("the search of all distances is not by far the better", () => {
    const plain = generate({ ...kind, length: 29_696 });
    const shortest = compressLzs(reference!, plain);
    const lengthAt = (depth: number) =>
      compressLzs(createLzsEngine("wasm", { depth }), plain).length;
    expect(lengthAt(8)).toBeLessThan(shortest.length * 1.25);
    expect(lengthAt(64)).toBeLessThan(shortest.length * 1.15);
    expect(lengthAt(64)).toBeLessThanOrEqual(lengthAt(1));
    expect(Buffer.compare(expandLzs(typescript!, shortest, plain.length).bytes, plain)).toBe(0);
  });
});
