import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createLzsEngine } from "../src/index.js";
import {
  compressLzs,
  decodeInPieces,
  encodeInPieces,
  expandLzs,
  lzsEngineNames,
} from "./lzs-guarded.js";

interface Plain {
  length: number;
  sha256: string;
  hex?: string;
  repeat?: { unitHex: string; count: number };
}

interface Vectors {
  streams: {
    name: string;
    kind: "canonical" | "greedy" | "decode";
    plain: Plain;
    compressedHex: string;
  }[];
  errors: { name: string; compressedHex: string }[];
  trailing: { name: string; compressedHex: string; plain: { hex: string }; consumed: number }[];
  padding: { plainHex: string; variants: { padBit: number; compressedHex: string }[] };
}

const file = new URL("vectors/lzs.json", import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, "utf8"));

/** Code, byte and bit of the refused item, bytes before it. */
const refusals: Record<string, [string, number, number, number]> = {
  "no-end-marker": ["TRUNCATED", 1, 1, 1],
  "truncated-literal": ["TRUNCATED", 0, 0, 0],
  "offset-before-start": ["OFFSET_BEFORE_START", 1, 1, 1],
  "offset-in-empty-history": ["OFFSET_BEFORE_START", 0, 0, 0],
  "long-offset-zero": ["ZERO_OFFSET", 1, 1, 1],
  "truncated-match": ["TRUNCATED", 1, 1, 1],
};

test("the file holds all cases", () => {
  const { streams, errors, trailing, padding } = vectors;
  expect([streams, errors, trailing, padding.variants].map((cases) => cases.length)).toEqual([
    32, 6, 1, 2,
  ]);
  for (const { plain } of streams) {
    expect(bytesOf(plain)).toHaveLength(plain.length);
    expect(createHash("sha256").update(bytesOf(plain)).digest("hex")).toBe(plain.sha256);
  }
});

const engines = lzsEngineNames.flatMap((engineName) =>
  (engineName === "reference" ? [8] : [1, 8]).map((depth) => ({ engineName, depth })),
);

describe.each(engines)("engine $engineName, depth $depth", ({ engineName, depth }) => {
  const engine = createLzsEngine(engineName, { depth });

  test.each(vectors.streams)("expands $name ($kind)", ({ plain, compressedHex }) => {
    const stream = fromHex(compressedHex);
    const whole = { bytes: bytesOf(plain), consumedBytes: stream.length, error: undefined };
    expect(expandLzs(engine, stream, plain.length)).toEqual(whole);
    expect(expandLzs(engine, stream, plain.length + 100)).toEqual(whole);
    if (plain.length === 0) return;
    const { bytes, error } = expandLzs(engine, stream, plain.length - 1);
    expect(error?.code).toBe("OVERRUN");
    expect(Buffer.compare(bytes, whole.bytes.subarray(0, bytes.length))).toBe(0);
  });

  const canonical = vectors.streams.filter(({ kind }) => kind === "canonical");
  test.each(canonical)("makes $name", ({ plain, compressedHex }) => {
    expect(toHex(compressLzs(engine, bytesOf(plain)))).toBe(compressedHex);
  });

  const others = vectors.streams.filter(({ kind }) => kind !== "canonical");
  test.each(others)("makes some stream for $name", ({ kind, plain, compressedHex }) => {
    const stream = compressLzs(engine, bytesOf(plain));
    expect(expandLzs(engine, stream, plain.length).bytes).toEqual(bytesOf(plain));
    // Greedy streams came from a search of all distances, as the reference's is.
    if (kind === "greedy" && engineName === "reference") expect(toHex(stream)).toBe(compressedHex);
    else expect(stream.length).toBeLessThan(compressedHex.length * 0.55);
  });

  test.each(vectors.errors)("refuses $name", ({ name, compressedHex }) => {
    const stream = fromHex(compressedHex);
    const { bytes, consumedBytes, error } = expandLzs(engine, stream, 20);
    const [code, offset, bit, expandedBytes] = refusals[name]!;
    expect(error).toMatchObject({
      code,
      details: { compressedBytes: stream.length, blockBytes: 20, offset, bit, expandedBytes },
    });
    expect(bytes).toHaveLength(expandedBytes);
    expect(consumedBytes).toBe(offset + 1);
  });

  test.each(vectors.trailing)("finds the end of $name", ({ compressedHex, plain, consumed }) => {
    const { bytes, consumedBytes, error } = expandLzs(engine, fromHex(compressedHex), 20);
    expect(toHex(bytes)).toBe(plain.hex);
    expect(consumedBytes).toBe(consumed);
    expect(error).toBeUndefined();
  });

  test.each(vectors.padding.variants)("takes padding bits of $padBit", ({ compressedHex }) => {
    const { bytes, consumedBytes } = expandLzs(engine, fromHex(compressedHex), 20);
    expect(toHex(bytes)).toBe(vectors.padding.plainHex);
    expect(consumedBytes).toBe(compressedHex.length / 2);
  });
});

describe.each([1, 2, 7, 1000])("in pieces of %i", (shortest) => {
  const engine = createLzsEngine();
  /** Byte by byte where that is quick. */
  const cutFor = ({ length }: Plain) => (length > 3000 ? shortest * 89 : shortest);

  test.each(vectors.streams)("decodes $name", ({ plain, compressedHex }) => {
    const stream = fromHex(compressedHex);
    const cut = cutFor(plain);
    const whole = { bytes: bytesOf(plain), consumedBytes: stream.length, error: undefined };
    expect(decodeInPieces(stream, plain.length, [shortest], [500])).toEqual(whole);
    expect(decodeInPieces(stream, Number.POSITIVE_INFINITY, [50], [cut])).toEqual(whole);
  });

  test.each(vectors.streams)("encodes $name", ({ plain }) => {
    const bytes = bytesOf(plain);
    expect(toHex(encodeInPieces(bytes, [cutFor(plain)]))).toBe(toHex(compressLzs(engine, bytes)));
  });
});

function bytesOf({ hex, repeat }: Plain): Uint8Array {
  return fromHex(hex ?? repeat!.unitHex.repeat(repeat!.count));
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
