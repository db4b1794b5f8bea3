import { describe, expect, test } from "vitest";
import { createLzrw3Engine, Lzrw3MaxBlockBytes } from "../src/index.js";
import { compress, decompress } from "./guarded.js";
import { generate, type Recipe } from "./recipe.js";

const reference = createLzrw3Engine("reference");
const kinds: Omit<Recipe, "length">[] = [
  { kind: "random", seed: 1 },
  { kind: "text", seed: 2 },
  { kind: "const", value: 0 },
  { kind: "runs", seed: 3 },
  { kind: "counter" },
  { kind: "alpha", seed: 4, k: 2 },
  { kind: "alpha", seed: 5, k: 4 },
  { kind: "alpha", seed: 6, k: 30 },
  { kind: "mixed", seed: 7, blockSize: 700 },
];

describe.each(["typescript", "wasm"] as const)("engine %s", (name) => {
  const engine = createLzrw3Engine(name);

  /** The length of the stream; fails when the engines differ or the way back does. */
  function agreeOn(block: Uint8Array): number | undefined {
    const expected = compress(reference, block);
    const stream = compress(engine, block);
    expect(stream === undefined).toBe(expected === undefined);
    if (stream === undefined || expected === undefined) return undefined;
    expect(Buffer.compare(stream, expected)).toBe(0);
    const back = decompress(engine, stream, block.length);
    expect(back instanceof Uint8Array && Buffer.compare(back, block)).toBe(0);
    return stream.length;
  }

  test("gives the reference's bytes for every length from 0 to 600", () => {
    let compressed = 0;
    for (const kind of kinds) {
      for (let length = 0; length <= 600; length++) {
        const streamBytes = agreeOn(generate({ ...kind, length }));
        expect(streamBytes ?? 0).toBeLessThanOrEqual(length);
        if (streamBytes !== undefined) compressed += 1;
      }
    }
    expect(compressed).toBeGreaterThan(2000);
  });

  test("gives the reference's bytes for every KiB up to the largest block", () => {
    for (const kind of kinds) {
      const bytes = generate({ ...kind, length: Lzrw3MaxBlockBytes });
      for (let length = 1024; length <= Lzrw3MaxBlockBytes; length += 1024) {
        agreeOn(bytes.subarray(0, length));
      }
    }
  });

  test.each([1, 10, 28, 32])("cuts corpora into %i KiB blocks as the reference does", (kib) => {
    for (const kind of kinds) {
      const corpus = generate({ ...kind, length: 300_000 });
      for (let at = 0; at < corpus.length; at += kib * 1024) {
        agreeOn(corpus.subarray(at, at + kib * 1024));
      }
    }
  });

  test.each([
    Lzrw3MaxBlockBytes - 1,
    Lzrw3MaxBlockBytes,
    Lzrw3MaxBlockBytes + 1,
    65_517,
    65_518,
    65_536,
    100_000,
  ])("gives the reference's bytes for a block of %i", (length) => {
    expect(agreeOn(generate({ kind: "text", seed: 9, length }))).toBeLessThan(length);
    expect(agreeOn(generate({ kind: "random", seed: 9, length }))).toBeUndefined();
  });

  test("expands the longest stream of the largest block, and refuses a longer one", () => {
    const block = generate({ kind: "random", seed: 10, length: Lzrw3MaxBlockBytes });
    const groups = block.length / 16;
    const stream = new Uint8Array(4 + groups * 18 + 2);
    for (let group = 0; group < groups; group++) {
      stream.set(block.subarray(group * 16, group * 16 + 16), 4 + group * 18 + 2);
    }
    const back = decompress(engine, stream, block.length);
    expect(back instanceof Uint8Array && Buffer.compare(back, block)).toBe(0);

    const longer = new Uint8Array(stream.length + 1);
    longer.set(stream);
    expect(decompress(engine, longer, block.length)).toMatchObject({
      code: "OVERRUN",
      details: { offset: stream.length, expandedBytes: block.length },
    });
  });

  test("refuses megabytes of stream for a small block", () => {
    expect(decompress(engine, new Uint8Array(3_000_000), 17)).toMatchObject({ code: "OVERRUN" });
  });
});
