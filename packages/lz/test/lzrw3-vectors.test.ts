import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createLzrw3Engine, LzError } from "../src/index.js";
import { compress, decompress, engineNames } from "./guarded.js";
import { generate, type Recipe } from "./recipe.js";

interface Vectors {
  vectors: { name: string; input: string; mode: "lzrw3" | "stored"; output: string }[];
  large: {
    name: string;
    recipe: Recipe;
    inputSha256: string;
    mode: "lzrw3" | "stored";
    outputLength: number;
    outputSha256: string;
  }[];
  decodeOnly: { name: string; stream: string; output: string }[];
  mustReject: { name: string; stream: string; maxOutput: number }[];
}

const file = new URL("vectors/lzrw3.json", import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, "utf8"));

const refusals: Record<string, string> = {
  "truncated-in-copy-item": "TRUNCATED",
  "truncated-control-word": "TRUNCATED",
  "shorter-than-flag-word": "TRUNCATED",
  "output-overrun": "OVERRUN",
  "wrong-length": "OVERRUN",
};

test("the file holds all recorded cases", () => {
  const { vectors: short, large, decodeOnly, mustReject } = vectors;
  expect([short, large, decodeOnly, mustReject].map((cases) => cases.length)).toEqual([
    67, 37, 6, 5,
  ]);
});

describe.each(engineNames)("engine %s", (engineName) => {
  const engine = createLzrw3Engine(engineName);

  test.each(vectors.vectors)("block $name", ({ input, mode, output }) => {
    const block = fromHex(input);
    const stream = compress(engine, block);
    expect(stream === undefined ? "stored" : "lzrw3").toBe(mode);
    if (stream === undefined) return;
    expect(toHex(stream)).toBe(output);
    expect(decompress(engine, stream, block.length)).toEqual(block);
  });

  test.each(vectors.large)("large block $name", (vector) => {
    const block = generate(vector.recipe);
    expect(sha256(block)).toBe(vector.inputSha256);
    const stream = compress(engine, block);
    expect(stream === undefined ? "stored" : "lzrw3").toBe(vector.mode);
    if (stream === undefined) return;
    expect(stream.length).toBe(vector.outputLength);
    expect(sha256(stream)).toBe(vector.outputSha256);
    const back = decompress(engine, stream, block.length);
    if (back instanceof LzError) throw back;
    expect(sha256(back)).toBe(vector.inputSha256);
  });

  test.each(vectors.decodeOnly)("foreign stream $name", ({ stream, output }) => {
    expect(decompress(engine, fromHex(stream), output.length / 2)).toEqual(fromHex(output));
  });

  test.each(vectors.mustReject)("damaged stream $name", ({ name, stream, maxOutput }) => {
    const refusal = decompress(engine, fromHex(stream), maxOutput);
    expect(refusal).toBeInstanceOf(LzError);
    expect(refusal).toMatchObject({ code: refusals[name] });
  });
});

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
