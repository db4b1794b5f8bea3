import fc from "fast-check";
import { expect, test } from "vitest";
import { createLzrw3Engine, LzError } from "../src/index.js";
import { compress, decompress, engineNames } from "./guarded.js";
import { generate } from "./recipe.js";

const [reference, ...fast] = engineNames.map((name) => createLzrw3Engine(name));

const anyBlock = fc.oneof(
  fc.uint8Array({ maxLength: 700 }),
  fc
    .record({
      kind: fc.constantFrom("random", "text", "const", "runs", "alpha", "mixed"),
      seed: fc.nat(0xffff),
      length: fc.nat(4000),
      k: fc.integer({ min: 1, max: 256 }),
      blockSize: fc.integer({ min: 1, max: 900 }),
    })
    .map(generate),
);

/** The slots of aaa, aab, ... bbb: items that use them copy from a few bytes back. */
const busySlots = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => {
  const [first, second, third] = [97 + (bits >> 2), 97 + ((bits >> 1) & 1), 97 + (bits & 1)];
  return ((40543 * ((first << 8) ^ (second << 4) ^ third)) >>> 4) & 0xfff;
});

/** One item of a stream: a literal byte, or a copy through any slot. */
const anyItem = fc.oneof(
  fc.record({ byte: fc.constantFrom(97, 98) }),
  fc.record({ byte: fc.nat(255) }),
  fc.record({ slot: fc.constantFrom(...busySlots), length: fc.integer({ min: 3, max: 18 }) }),
  fc.record({ slot: fc.nat(4095), length: fc.integer({ min: 3, max: 18 }) }),
);
type Item = typeof anyItem extends fc.Arbitrary<infer T> ? T : never;

/** Streams that keep to the form, whoever made them, with the length they expand to. */
const anyForeignStream = fc
  .tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.array(anyItem, { maxLength: 200 }))
  .map(([flags, items]) => ({
    stream: Uint8Array.from([...flags, ...groups(items)]),
    blockBytes: items.reduce((sum, item) => sum + ("byte" in item ? 1 : item.length), 0),
  }));

function groups(items: Item[]): number[] {
  const bytes: number[] = [];
  for (let first = 0; first < items.length; first += 16) {
    const group = items.slice(first, first + 16);
    const control = group.reduce((bits, item, i) => bits | ("byte" in item ? 0 : 1 << i), 0);
    bytes.push(control & 0xff, control >> 8);
    for (const item of group) {
      if ("byte" in item) bytes.push(item.byte);
      else bytes.push(((item.slot >> 4) & 0xf0) | (item.length - 3), item.slot & 0xff);
    }
  }
  return bytes;
}

/** Fails unless all engines give the same bytes or refuse for the same reason at the same place. */
function expandAlike(stream: Uint8Array, blockBytes: number): Uint8Array | LzError {
  const expected = decompress(reference!, stream, blockBytes);
  for (const engine of fast) {
    const actual = decompress(engine, stream, blockBytes);
    if (expected instanceof LzError) {
      expect(actual).toBeInstanceOf(LzError);
      const { code, message, details } = expected;
      expect(actual).toMatchObject({ code, message, details });
    } else expect(actual).toEqual(expected);
  }
  return expected;
}

test("all engines compress alike, and what is compressed comes back", () => {
  fc.assert(
    fc.property(anyBlock, (block) => {
      const stream = compress(reference!, block);
      for (const engine of fast) expect(compress(engine, block)).toEqual(stream);
      if (stream === undefined) return;
      expect(stream.length).toBeLessThanOrEqual(block.length);
      expect(expandAlike(stream, block.length)).toEqual(block);
    }),
    { numRuns: 400 },
  );
});

test("streams of any compressor expand alike, to exactly the block", () => {
  fc.assert(
    fc.property(anyForeignStream, ({ stream, blockBytes }) => {
      expect(expandAlike(stream, blockBytes)).toHaveLength(blockBytes);
      expect(expandAlike(stream, blockBytes + 1)).toMatchObject({ code: "LENGTH_MISMATCH" });
      if (blockBytes > 0) {
        expect(expandAlike(stream, blockBytes - 1)).toMatchObject({ code: "OVERRUN" });
      }
    }),
    { numRuns: 400 },
  );
});

test("a stream cut anywhere is refused", () => {
  fc.assert(
    fc.property(anyForeignStream, fc.nat(), ({ stream, blockBytes }, cut) => {
      fc.pre(blockBytes > 0);
      const left = stream.subarray(0, cut % stream.length);
      expect(expandAlike(left, blockBytes)).toBeInstanceOf(LzError);
    }),
    { numRuns: 400 },
  );
});

test("a mutated stream fills the block or is refused", () => {
  const anyCompressed = anyBlock.map((block) => ({
    stream: compress(reference!, block) ?? new Uint8Array(4),
    blockBytes: block.length,
  }));
  const anyStream = fc.oneof(anyForeignStream, anyCompressed);
  const anyChanges = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(anyStream, anyChanges, ({ stream, blockBytes }, changes) => {
      const mutated = stream.slice();
      for (const [at, byte] of changes) mutated[at % mutated.length] = byte;
      const result = expandAlike(mutated, blockBytes);
      if (result instanceof Uint8Array) expect(result).toHaveLength(blockBytes);
    }),
    { numRuns: 400 },
  );
});

test("arbitrary bytes fill the block or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(4000), (stream, blockBytes) => {
      expandAlike(stream, blockBytes);
    }),
    { numRuns: 400 },
  );
});
