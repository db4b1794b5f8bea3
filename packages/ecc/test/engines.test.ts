import { describe, expect, test } from "vitest";
import {
  createEccEngine,
  type EccEngineName,
  EccError,
  eccEngine,
  ParitySectors,
  SectorBytes,
} from "../src/index.js";
import {
  engineNames,
  expectSameBytes,
  randomBytes,
  randomCodeword,
  sectorCounts,
} from "./segments.js";

const naive = createEccEngine("naive");
const ResidueBytes = ParitySectors * SectorBytes;

describe.each(engineNames)("%s", (name) => {
  const engine = createEccEngine(name);

  test.each(sectorCounts)("agrees with the reference on %i sectors", (sectorCount) => {
    const segment = randomBytes(sectorCount, sectorCount * SectorBytes);
    const [ours, reference] = [segment.slice(), segment.slice()];
    const [residues, expected] = [new Uint8Array(ResidueBytes), new Uint8Array(ResidueBytes)];
    expect(engine.check(segment, sectorCount)).toBe(false);
    expect(engine.residues(segment, sectorCount, residues)).toBe(false);
    naive.residues(segment, sectorCount, expected);
    expect(residues).toEqual(expected);

    engine.encode(ours, sectorCount);
    naive.encode(reference, sectorCount);
    expectSameBytes(ours, reference);
    expect(engine.check(ours, sectorCount)).toBe(true);
    expect(engine.residues(ours, sectorCount, residues)).toBe(true);
    expect(residues).toEqual(new Uint8Array(ResidueBytes));
  });

  test.each([4, 5, 17, 32])("flags single wrong bits among %i sectors", (sectorCount) => {
    const segment = randomCodeword(sectorCount, sectorCount);
    for (let bit = 0; bit < segment.length * 8; bit += 331) {
      segment[bit >> 3]! ^= 1 << (bit & 7);
      expect(engine.check(segment, sectorCount), `bit ${bit}`).toBe(false);
      segment[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(engine.check(segment, sectorCount)).toBe(true);
  });

  test.each([0, 1, 2, 3, 5])("works %i bytes into an array and nowhere else", (offset) => {
    const sectorCount = 9;
    const codeword = randomCodeword(77, sectorCount);
    const memory = randomBytes(5, codeword.length + 64);
    const before = memory.slice();
    const segment = memory.subarray(offset, offset + codeword.length + 3);
    segment.set(codeword);
    segment.fill(0, (sectorCount - ParitySectors) * SectorBytes, codeword.length);
    engine.encode(segment, sectorCount);
    expectSameBytes(segment.subarray(0, codeword.length), codeword);
    expect(engine.check(segment, sectorCount)).toBe(true);

    const residues = memory.slice(0, ResidueBytes + 7);
    expect(engine.residues(segment, sectorCount, residues.subarray(3))).toBe(true);
    expect(residues.subarray(3, 3 + ResidueBytes)).toEqual(new Uint8Array(ResidueBytes));
    expect(residues.subarray(3 + ResidueBytes)).toEqual(
      memory.slice(3 + ResidueBytes, 7 + ResidueBytes),
    );

    segment.fill(0xa5, SectorBytes, 3 * SectorBytes);
    segment[5 * SectorBytes]! ^= 1;
    expect(engine.repair(segment, sectorCount, 0b110).outcome).toBe("failed");
    segment[5 * SectorBytes]! ^= 1;
    expect(engine.repair(segment, sectorCount, 0b110).outcome).toBe("corrected");
    expectSameBytes(segment.subarray(0, codeword.length), codeword);

    expect(memory.subarray(0, offset)).toEqual(before.subarray(0, offset));
    expect(memory.subarray(offset + codeword.length)).toEqual(
      before.subarray(offset + codeword.length),
    );
  });

  test("touching ahead changes no verdict", () => {
    const segment = randomCodeword(3, 32);
    expect(engine.check(segment, 32, { touchAhead: true })).toBe(true);
    segment[12345]! ^= 0x80;
    expect(engine.check(segment, 32, { touchAhead: true })).toBe(false);
  });

  test("reads where it only checks", () => {
    const segment = randomBytes(8, 32 * SectorBytes);
    const before = segment.slice();
    engine.check(segment, 32);
    engine.residues(segment, 32, new Uint8Array(ResidueBytes));
    expectSameBytes(segment, before);
  });

  test("takes memory that is shared between threads", () => {
    const segment = new Uint8Array(new SharedArrayBuffer(32 * SectorBytes));
    segment.set(randomCodeword(9, 32));
    expect(engine.check(segment, 32)).toBe(true);
    segment.fill(0, 0, SectorBytes);
    expect(engine.repair(segment, 32, 1).corrected).toBe(1);
    expectSameBytes(segment, randomCodeword(9, 32));
  });

  test.each([3, 33, 4.5, Number.NaN])("refuses %d sectors", (sectorCount) => {
    const segment = new Uint8Array(64 * SectorBytes);
    expect(() => engine.encode(segment, sectorCount)).toThrow(/^sectorCount .*4 to 32/);
    expect(() => engine.check(segment, sectorCount)).toThrow(RangeError);
    expect(() => engine.residues(segment, sectorCount, segment)).toThrow(RangeError);
    expect(() => engine.repair(segment, sectorCount, 0)).toThrow(RangeError);
  });

  test("refuses a segment that is too short, with both numbers", () => {
    const short = new Uint8Array(32767);
    const message = "segment has 32767 bytes, 32 sectors need 32768";
    expect(() => engine.encode(short, 32)).toThrow(message);
    expect(() => engine.check(short, 32)).toThrow(message);
    expect(() => engine.repair(short, 32, 0)).toThrow(message);
    expect(() => engine.residues(short, 32, new Uint8Array(ResidueBytes))).toThrow(message);
  });

  test("refuses what is no byte array, no room for residues and no bitmap", () => {
    const segment = new Uint8Array(32768);
    const words: unknown = new Uint32Array(32768);
    expect(() => engine.check(words as Uint8Array, 32)).toThrow(TypeError);
    expect(() => engine.residues(segment, 32, words as Uint8Array)).toThrow(TypeError);
    expect(() => engine.residues(segment, 32, new Uint8Array(3071))).toThrow(/^into has 3071/);
    expect(() => engine.repair(segment, 32, 0.5)).toThrow(/^erasures/);
    expect(() => engine.repair(segment, 32, 2 ** 32)).toThrow(/^erasures/);
  });
});

test("the process has one engine, the fastest", () => {
  expect(eccEngine()).toBe(eccEngine());
  expect(eccEngine().name).toBe("wasm");
  expect(createEccEngine()).not.toBe(createEccEngine());
});

test("an unknown engine is refused", () => {
  expect(() => createEccEngine("abacus" as EccEngineName)).toThrow(/^name must be .*abacus/);
});

test("an error carries its code and cause", () => {
  const cause = new Error("no SIMD");
  const error = new EccError("ENGINE_UNAVAILABLE", "not here", { engine: "wasm" }, cause);
  expect(error).toMatchObject({ name: "EccError", code: "ENGINE_UNAVAILABLE", cause });
  expect(error.details).toEqual({ engine: "wasm" });
});
