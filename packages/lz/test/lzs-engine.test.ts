import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createLzsDecoder,
  createLzsEncoder,
  createLzsEngine,
  LzError,
  type LzsEngineName,
  lzs,
  lzsCompressBound,
  lzsEncoderBound,
} from "../src/index.js";
import { compressLzs, expandLzs, lzsEngineNames } from "./lzs-guarded.js";
import { generate } from "./recipe.js";

afterEach(() => vi.unstubAllGlobals());

const letterA = Uint8Array.of(0x20, 0xe0, 0x00);

test("the best engine is WebAssembly, and the process has one", () => {
  expect(createLzsEngine().name).toBe("wasm");
  expect(lzs()).toBe(lzs());
  expect(createLzsEngine()).not.toBe(createLzsEngine());
});

test("without WebAssembly the best engine is TypeScript, and its stream the same", () => {
  const plain = generate({ kind: "text", seed: 5, length: 5000 });
  const expected = compressLzs(createLzsEngine("wasm"), plain);
  vi.stubGlobal("WebAssembly", undefined);
  expect(createLzsEngine().name).toBe("typescript");
  expect(compressLzs(createLzsEngine(), plain)).toEqual(expected);
  const into = new Uint8Array(lzsEncoderBound(plain.length));
  expect(createLzsEncoder().encode(plain, into)).toBeGreaterThan(0);
  expect(() => createLzsEngine("wasm")).toThrow(LzError);
});

test("an engine that does not exist is the caller's mistake", () => {
  const name = "native" as string as LzsEngineName;
  expect(() => createLzsEngine(name)).toThrow(
    new RangeError("name is native, not reference, typescript or wasm"),
  );
});

test.each([0, 2048, 1.5, Number.NaN])("a depth of %d is the caller's mistake", (depth) => {
  expect(() => createLzsEngine("typescript", { depth })).toThrow(/^depth is .*, not 1 to 2047$/);
  expect(() => createLzsEncoder({ depth })).toThrow(RangeError);
});

test("a deeper search finds more", () => {
  const plain = generate({ kind: "alpha", seed: 2, k: 3, length: 20_000 });
  const [first, second, third] = [1, 4, 32].map(
    (depth) => compressLzs(createLzsEngine("wasm", { depth }), plain).length,
  );
  expect(second).toBeLessThan(first! * 0.9);
  expect(third).toBeLessThan(second!);
});

test("the bound is nine bits for a byte and an end marker", () => {
  expect([0, 1, 7, 8, 29_696].map(lzsCompressBound)).toEqual([2, 3, 9, 11, 33_410]);
});

describe.each(lzsEngineNames)("engine %s", (name) => {
  const engine = createLzsEngine(name);

  test("carries its name", () => {
    expect(engine.name).toBe(name);
  });

  test("reaches the bound with bytes that do not repeat, and asks for it", () => {
    const plain = Uint8Array.from({ length: 256 }, (_, i) => i);
    const stream = compressLzs(engine, plain);
    expect(stream).toHaveLength(lzsCompressBound(256));
    const small = new Uint8Array(lzsCompressBound(256) - 1);
    expect(() => engine.compress(plain, small)).toThrow(
      new RangeError("into has 289 bytes, 256 need 290"),
    );
  });

  test("takes the short form up to a distance of 127 and copies up to one of 2047", () => {
    // Two bytes that come again after so many others that neither has.
    const bitsAt = (distance: number) => {
      const plain = new Uint8Array(distance + 3).fill(7);
      plain.set([1, 2, 3]);
      plain.set([1, 2, 3], distance);
      return streamBits(compressLzs(engine, plain));
    };
    expect(bitsAt(127)).toContain(`11${(127).toString(2)}01110000000`);
    expect(bitsAt(128)).toContain("100001000000001110000000");
    expect(bitsAt(2047)).toContain(`10${"1".repeat(11)}01110000000`);
    expect(bitsAt(2048)).toContain("000000001000000010000000011110000000");
  });

  test("a stream leaves nothing behind for the next one", () => {
    const text = generate({ kind: "text", seed: 3, length: 70_000 });
    const first = compressLzs(engine, text.subarray(0, 9000));
    if (name !== "reference") compressLzs(engine, text);
    expect(compressLzs(engine, text.subarray(0, 9000))).toEqual(first);
    // After a stream there is nothing to copy from.
    expandLzs(engine, first, 9000);
    const copy = Uint8Array.of(0xc0, 0x98, 0x00);
    expect(expandLzs(engine, copy, 10).error?.code).toBe("OFFSET_BEFORE_START");
    expect(expandLzs(engine, first, 9000).bytes).toEqual(text.subarray(0, 9000));
  });

  test("a refusal says where, with the numbers", () => {
    const { bytes, consumedBytes, error } = expandLzs(
      engine,
      Uint8Array.of(0x20, 0xe1, 0x4c, 0),
      9,
    );
    expect(error).toBeInstanceOf(LzError);
    expect(error).toMatchObject({
      code: "OFFSET_BEFORE_START",
      message:
        "copy from before the first byte: byte 1 bit 1 of 4 bytes, 1 of at most 9 bytes expanded",
      details: { compressedBytes: 4, blockBytes: 9, offset: 1, bit: 1, expandedBytes: 1 },
    });
    expect([...bytes]).toEqual([0x41]);
    expect(consumedBytes).toBe(2);
  });

  test("no stream at all is cut off at its first bit", () => {
    const { consumedBytes, error } = expandLzs(engine, new Uint8Array(0), 5);
    expect(error).toMatchObject({ code: "TRUNCATED", details: { offset: 0, bit: 0 } });
    expect(consumedBytes).toBe(0);
  });

  test("a long copy that is cut off gives the bytes that its groups tell", () => {
    const stream = compressLzs(engine, new Uint8Array(1000).fill(9));
    const { bytes, error } = expandLzs(engine, stream.subarray(0, 10), 1000);
    // 9 + 9 + 4 bits in front of the groups, and 58 bits of groups: 14 of 15 bytes each.
    expect(bytes).toEqual(new Uint8Array(1 + 8 + 14 * 15).fill(9));
    expect(error).toMatchObject({ code: "TRUNCATED", details: { offset: 9, bit: 6 } });
  });
});

describe("the decoder", () => {
  test("stops for room and for stream, and stays at the end", () => {
    const decoder = createLzsDecoder();
    const room = new Uint8Array(4);
    const [none, end] = [{ error: undefined }, { stop: "end", error: undefined }];
    expect(decoder.decode(letterA.subarray(0, 1), room)).toMatchObject({
      ...none,
      stop: "input",
      consumedBytes: 1,
    });
    expect(decoder.decode(letterA.subarray(1, 2), room.subarray(0, 0)).stop).toBe("room");
    expect(decoder.decode(new Uint8Array(0), room)).toMatchObject({
      stop: "input",
      expandedBytes: 1,
    });
    expect(decoder.decode(letterA.subarray(2), room)).toMatchObject({ ...end, consumedBytes: 1 });
    expect(decoder.decode(letterA, room)).toEqual({ ...end, consumedBytes: 0, expandedBytes: 0 });
    expect(decoder.finish()).toBeUndefined();
  });

  test("stays refused, and counts from the start of the stream", () => {
    const decoder = createLzsDecoder();
    decoder.decode(Uint8Array.of(0x20), new Uint8Array(9));
    const { stop, error } = decoder.decode(Uint8Array.of(0xc0, 0x00, 0xc0), new Uint8Array(9));
    expect(stop).toBe("error");
    expect(error).toMatchObject({
      code: "ZERO_OFFSET",
      details: { compressedBytes: 4, offset: 1, bit: 1 },
    });
    expect(error?.details).not.toHaveProperty("blockBytes");
    expect(decoder.decode(letterA, new Uint8Array(9))).toMatchObject({ stop: "error", error });
    expect(decoder.finish()).toBe(error);
  });

  test("refuses more than its limit, and a limit that is none", () => {
    const plain = generate({ kind: "const", value: 1, length: 5000 });
    const decoder = createLzsDecoder({ limitBytes: 4999 });
    const { error, stop } = decoder.decode(compressLzs(lzs(), plain), new Uint8Array(6000));
    expect(stop).toBe("error");
    expect(error).toMatchObject({ code: "OVERRUN", details: { blockBytes: 4999 } });
    expect(() => createLzsDecoder({ limitBytes: -1 })).toThrow(/^limitBytes is -1/);
    expect(() => createLzsDecoder({ limitBytes: Number.NaN })).toThrow(RangeError);
  });
});

test("an encoder asks for its bound and is good for another stream", () => {
  const encoder = createLzsEncoder();
  const plain = generate({ kind: "text", seed: 1, length: 300 });
  const small = new Uint8Array(lzsEncoderBound(300) - 1);
  expect(() => encoder.encode(plain, small)).toThrow(/^into has/);
  expect(() => encoder.finish(new Uint8Array(lzsEncoderBound(0) - 1))).toThrow(/^into has/);
  const streams = [1, 2].map(() => {
    const into = new Uint8Array(lzsEncoderBound(300));
    const begun = into.slice(0, encoder.encode(plain, into));
    return Buffer.concat([begun, into.subarray(0, encoder.finish(into))]);
  });
  expect(streams[1]).toEqual(streams[0]);
  expect(expandLzs(lzs(), streams[0]!, 300).bytes).toEqual(plain);
});

function streamBits(stream: Uint8Array): string {
  return Array.from(stream, (byte) => byte.toString(2).padStart(8, "0")).join("");
}
