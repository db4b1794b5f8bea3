import fc from "fast-check";
import { expect, test } from "vitest";
import { createLzsEngine, lzsCompressBound } from "../src/index.js";
import {
  compressLzs,
  decodeInPieces,
  type Expansion,
  encodeInPieces,
  expandLzs,
  lzsEngineNames,
} from "./lzs-guarded.js";
import { anyItems, plainOf, streamOf } from "./lzs-items.js";
import { generate } from "./recipe.js";

const [reference, typescript, wasm] = lzsEngineNames.map((name) => createLzsEngine(name));

const anyPlain = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({
      kind: fc.constantFrom("random", "text", "const", "runs", "alpha", "mixed"),
      seed: fc.nat(0xffff),
      length: fc.nat(3000),
      k: fc.integer({ min: 1, max: 256 }),
      blockSize: fc.integer({ min: 1, max: 900 }),
    })
    .map(generate),
);

const anyCuts = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 900 })),
  {
    minLength: 1,
    maxLength: 6,
  },
);

const anyDepth = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2047 }));

const same = (a: Uint8Array, b: Uint8Array) => expect(Buffer.compare(a, b)).toBe(0);

/** Fails unless all engines and the decoder give the same bytes and the same verdict. */
function expandAlike(
  stream: Uint8Array,
  limitBytes: number,
  pieces: number[],
  rooms: number[],
): Expansion {
  const expected = expandLzs(reference!, stream, limitBytes);
  for (const engine of [typescript!, wasm!]) {
    const actual = expandLzs(engine, stream, limitBytes);
    same(actual.bytes, expected.bytes);
    expect(actual.consumedBytes).toBe(expected.consumedBytes);
    expect(actual.error?.message).toBe(expected.error?.message);
    expect(actual.error?.details).toEqual(expected.error?.details);
  }
  const decoded = decodeInPieces(stream, limitBytes, pieces, rooms);
  same(decoded.bytes, expected.bytes);
  expect(decoded.error?.code).toBe(expected.error?.code);
  const { compressedBytes: _, ...place } = expected.error?.details ?? {};
  expect(decoded.error?.details ?? {}).toMatchObject(place);
  if (expected.error === undefined) expect(decoded.consumedBytes).toBe(expected.consumedBytes);
  return expected;
}

test("what is compressed comes back, however it is cut, and never exceeds the bound", () => {
  fc.assert(
    fc.property(anyPlain, anyDepth, anyCuts, anyCuts, (plain, depth, pieces, rooms) => {
      const streams = lzsEngineNames.map((name) =>
        compressLzs(createLzsEngine(name, { depth }), plain),
      );
      same(streams[1]!, streams[2]!);
      same(encodeInPieces(plain, pieces, depth), streams[1]!);
      for (const stream of streams) {
        expect(stream.length).toBeLessThanOrEqual(lzsCompressBound(plain.length));
        const { bytes, consumedBytes, error } = expandAlike(stream, plain.length, pieces, rooms);
        same(bytes, plain);
        expect(consumedBytes).toBe(stream.length);
        expect(error).toBeUndefined();
      }
    }),
    { numRuns: 60 },
  );
});

test("what an engine did before does not show", () => {
  const few = fc.record({
    kind: fc.constant("alpha" as const),
    seed: fc.nat(0xffff),
    length: fc.nat(60),
    k: fc.integer({ min: 2, max: 5 }),
  });
  fc.assert(
    fc.property(few.map(generate), (plain) => {
      for (const [used, name] of [
        [typescript!, "typescript"],
        [wasm!, "wasm"],
      ] as const)
        same(compressLzs(used, plain), compressLzs(createLzsEngine(name), plain));
    }),
    { numRuns: 300 },
  );
});

test("streams of any compressor expand to what their items stand for", () => {
  fc.assert(
    fc.property(
      anyItems,
      fc.uint8Array({ maxLength: 9 }),
      anyCuts,
      anyCuts,
      (some, more, pieces, rooms) => {
        const { plain, items } = plainOf(some);
        const stream = streamOf(items);
        const followed = Uint8Array.from([...stream, ...more]);
        const { bytes, consumedBytes, error } = expandAlike(followed, plain.length, pieces, rooms);
        same(bytes, plain);
        expect(consumedBytes).toBe(stream.length);
        expect(error).toBeUndefined();
      },
    ),
    { numRuns: 200 },
  );
});

test("a smaller room or a cut gives the first bytes, and says so", () => {
  fc.assert(
    fc.property(
      anyItems,
      fc.nat(),
      fc.nat(),
      anyCuts,
      anyCuts,
      (some, room, cut, pieces, rooms) => {
        const { plain, items } = plainOf(some);
        fc.pre(plain.length > 0);
        const stream = streamOf(items);

        const tight = expandAlike(stream, room % plain.length, pieces, rooms);
        expect(tight.error?.code).toBe("OVERRUN");
        same(tight.bytes, plain.subarray(0, tight.bytes.length));

        const left = stream.subarray(0, cut % stream.length);
        const short = expandAlike(left, plain.length, pieces, rooms);
        expect(short.error?.code).toBe("TRUNCATED");
        same(short.bytes, plain.subarray(0, short.bytes.length));
        // All that the bits tell is there: one more byte of the stream is no use without the next.
        const whole = items.filter(
          (_, i) => streamOf(items.slice(0, i + 1), false).length < left.length,
        );
        expect(short.bytes.length).toBeGreaterThanOrEqual(plainOf(whole).plain.length);
      },
    ),
    { numRuns: 100 },
  );
});

test("damaged and arbitrary streams give the same bytes and the same refusal everywhere", () => {
  const anyDamaged = fc
    .tuple(anyItems, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }))
    .map(([some, changes]) => {
      const stream = streamOf(plainOf(some).items);
      for (const [at, byte] of changes) stream[at % stream.length] = byte;
      return stream;
    });
  const anyStream = fc.oneof(
    anyDamaged,
    anyItems.map((items) => streamOf(items)),
    fc.uint8Array({ maxLength: 600 }),
  );
  fc.assert(
    fc.property(anyStream, fc.nat(9000), anyCuts, anyCuts, (stream, limitBytes, pieces, rooms) => {
      expandAlike(stream, limitBytes, pieces, rooms);
    }),
    { numRuns: 300 },
  );
});
