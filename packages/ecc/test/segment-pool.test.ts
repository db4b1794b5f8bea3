import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createEccEngine, createSegmentPool, SectorBytes, SegmentBytes } from "../src/index.js";
import {
  engineNames,
  expectSameBytes,
  overwrite,
  randomBytes,
  randomCodeword,
} from "./segments.js";

describe.each(engineNames)("a pool for the %s engine", (name) => {
  test("hands out disjoint segments of one array", () => {
    const pool = createSegmentPool(3, { engine: name });
    expect(pool.segmentCount).toBe(3);
    expect(pool.bytes.length).toBe(3 * SegmentBytes);
    expect(pool.engine.name).toBe(name);
    for (let index = 0; index < 3; index++) pool.segment(index).fill(index + 1);
    expect(pool.bytes[SegmentBytes - 1]).toBe(1);
    expect(pool.bytes[SegmentBytes]).toBe(2);
    expect(pool.bytes.at(-1)).toBe(3);
    expect(pool.segment(1)).toBe(pool.segment(1));
  });

  test("the engine leaves neighbours alone", () => {
    const pool = createSegmentPool(3, { engine: name });
    pool.bytes.set(randomBytes(1, pool.bytes.length));
    const before = pool.bytes.slice();
    pool.engine.encode(pool.segment(1), 32);
    overwrite(pool.segment(1), [4, 8], 99);
    pool.engine.repair(pool.segment(1), 32, 0x110);
    const data = SegmentBytes + 29 * SectorBytes;
    expectSameBytes(pool.bytes.subarray(0, data), before.subarray(0, data));
    expectSameBytes(pool.segment(2), before.subarray(2 * SegmentBytes));
  });

  test("no byte is copied between a file read and the verdict", () => {
    const folder = mkdtempSync(join(tmpdir(), "ecc-pool-"));
    try {
      const path = join(folder, "cartridge.img");
      const image = Buffer.concat([1, 2, 3].map((seed) => randomCodeword(seed, 32)));
      overwrite(image.subarray(SegmentBytes, 2 * SegmentBytes), [7, 30], 5);
      writeFileSync(path, image);

      const pool = createSegmentPool(3, { engine: name });
      const file = openSync(path, "r");
      expect(readSync(file, pool.bytes, 0, pool.bytes.length, 0)).toBe(image.length);
      closeSync(file);
      const clean = [0, 1, 2].map((index) => pool.engine.check(pool.segment(index), 32));
      expect(clean).toEqual([true, false, true]);
      expect(pool.engine.repair(pool.segment(1), 32, 0x4000_0080).outcome).toBe("corrected");
      expect(pool.engine.copiedBytes).toBe(0);
      expectSameBytes(pool.segment(1), randomCodeword(2, 32));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test("a wasm engine counts what it copies for memory that is not its own", () => {
  const { engine } = createSegmentPool(1, { engine: "wasm" });
  const segment = randomCodeword(6, 32);
  engine.check(segment, 32);
  expect(engine.copiedBytes).toBe(32768);
  engine.encode(segment, 32);
  expect(engine.copiedBytes).toBe(2 * 32768);
  overwrite(segment, [3], 1);
  engine.repair(segment, 32, 8);
  expect(engine.copiedBytes).toBe(3 * 32768 + 1024);
});

test("a segment of another pool is foreign memory and comes out right all the same", () => {
  const [mine, other] = [createSegmentPool(2), createSegmentPool(2)];
  other.segment(1).set(randomBytes(4, SegmentBytes));
  mine.engine.encode(other.segment(1), 32);
  expect(other.engine.check(other.segment(1), 32)).toBe(true);
  expect(mine.engine.copiedBytes).toBe(SegmentBytes);
});

test("the typescript engine copies only what does not start at a multiple of four", () => {
  const engine = createEccEngine("typescript");
  const memory = new Uint8Array(SegmentBytes + 4);
  engine.check(memory.subarray(4), 32);
  expect(engine.copiedBytes).toBe(0);
  engine.check(memory.subarray(1), 32);
  expect(engine.copiedBytes).toBe(SegmentBytes);
});

test.each([0, -1, 1.5, 32769])("a pool of %d segments is refused", (count) => {
  expect(() => createSegmentPool(count)).toThrow(/^segmentCount must be 1 to 32768/);
});

test("a segment outside the pool is refused", () => {
  expect(() => createSegmentPool(2).segment(2)).toThrow("index must be 0 to 1, not 2");
});
