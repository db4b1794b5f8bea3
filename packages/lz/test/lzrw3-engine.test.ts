import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createLzrw3Engine,
  LzError,
  type Lzrw3EngineName,
  Lzrw3MaxBlockBytes,
  lzrw3,
  lzrw3CompressBound,
} from "../src/index.js";
import { compress, decompress, engineNames } from "./guarded.js";

afterEach(() => vi.unstubAllGlobals());

test("the best engine is WebAssembly, and the process has one", () => {
  expect(createLzrw3Engine().name).toBe("wasm");
  expect(lzrw3().name).toBe("wasm");
  expect(lzrw3()).toBe(lzrw3());
  expect(createLzrw3Engine()).not.toBe(createLzrw3Engine());
});

test("without WebAssembly the best engine is TypeScript", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(createLzrw3Engine().name).toBe("typescript");
});

test("without WebAssembly its engine is refused with the cause", () => {
  vi.stubGlobal("WebAssembly", undefined);
  try {
    createLzrw3Engine("wasm");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(LzError);
    expect(error).toMatchObject({ code: "ENGINE_UNAVAILABLE", cause: expect.any(TypeError) });
  }
});

test("an engine that does not exist is the caller's mistake", () => {
  const name = "native" as string as Lzrw3EngineName;
  expect(() => createLzrw3Engine(name)).toThrow(
    new RangeError("name is native, not reference, typescript or wasm"),
  );
});

test("the bound leaves room for a group and a control word", () => {
  expect(lzrw3CompressBound(0)).toBe(34);
  expect(lzrw3CompressBound(Lzrw3MaxBlockBytes)).toBe(63_522);
});

describe.each(engineNames)("engine %s", (name) => {
  const engine = createLzrw3Engine(name);
  const zeros = new Uint8Array(10_240);

  test("carries its name", () => {
    expect(engine.name).toBe(name);
  });

  test.each([0, 1, 10_240, Lzrw3MaxBlockBytes, 70_000])(
    "asks for the bound to compress a block of %i",
    (blockBytes) => {
      const block = new Uint8Array(blockBytes);
      const small = new Uint8Array(lzrw3CompressBound(blockBytes) - 1);
      expect(() => engine.compress(block, small)).toThrow(RangeError);
      expect(() => engine.compress(block, small)).toThrow(/^into has/);
    },
  );

  test("blocks of up to 20 bytes never shrink, 21 equal bytes do", () => {
    for (let length = 0; length <= 20; length++) {
      expect(compress(engine, zeros.subarray(0, length))).toBeUndefined();
    }
    expect(compress(engine, zeros.subarray(0, 21))).toHaveLength(11);
  });

  test("the flag bytes are written and never looked at", () => {
    const stream = compress(engine, zeros)!;
    expect([...stream.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    stream.set([1, 2, 3, 255]);
    expect(decompress(engine, stream, zeros.length)).toEqual(zeros);
  });

  test("flag bytes alone are an empty block", () => {
    expect(decompress(engine, new Uint8Array(4), 0)).toEqual(new Uint8Array(0));
    expect(decompress(engine, new Uint8Array(6), 0)).toEqual(new Uint8Array(0));
    expect(decompress(engine, new Uint8Array(4), 1)).toMatchObject({ code: "LENGTH_MISMATCH" });
  });

  test("a block leaves nothing behind for the next one", () => {
    const text = new TextEncoder().encode("floppy tape ".repeat(40));
    const first = compress(engine, text);
    compress(engine, zeros);
    expect(compress(engine, text)).toEqual(first);
    expect(decompress(engine, first!, text.length)).toEqual(text);
    // An untouched slot again gives the start string, not the text of the block before.
    const untouched = Uint8Array.of(0, 0, 0, 0, 1, 0, 0x0f, 0x23);
    const start = new TextEncoder().encode("123456789012345678");
    expect(decompress(engine, untouched, 18)).toEqual(start);
  });

  test("a result stays what it was when the engine goes on", () => {
    const into = new Uint8Array(lzrw3CompressBound(zeros.length));
    const length = engine.compress(zeros, into)!;
    const stream = into.slice(0, length);
    const back = new Uint8Array(zeros.length);
    engine.decompress(stream, back);
    compress(engine, new Uint8Array(10_240).fill(7));
    expect(into.subarray(0, length)).toEqual(stream);
    expect(back).toEqual(zeros);
  });

  test("a refusal says where, with the numbers", () => {
    const stream = Uint8Array.of(0, 0, 0, 0, 4, 0, 65, 66, 0x0f);
    const refusal = decompress(engine, stream, 100);
    expect(refusal).toMatchObject({
      name: "LzError",
      code: "TRUNCATED",
      message: "stream is cut off inside an item: byte 8 of 9, 2 of 100 bytes expanded",
      details: { compressedBytes: 9, blockBytes: 100, offset: 8, expandedBytes: 2 },
    });
  });

  test("a refused stream does not disturb the next block", () => {
    decompress(engine, new Uint8Array(3), 10);
    const stream = compress(engine, zeros)!;
    expect(decompress(engine, stream, zeros.length)).toEqual(zeros);
  });
});
