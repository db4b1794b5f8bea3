import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeMtGet,
  decodeMtOp,
  decodeMtPos,
  encodeMtGet,
  encodeMtOp,
  encodeMtPos,
  type MtGet,
  type MtGetLayout,
  mtGetLayoutOf,
} from "../../src/index.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

const status: MtGet = {
  type: 0x8011c3,
  resid: -2,
  dsreg: 0x00639865,
  gstat: 0xc1000000,
  erreg: 0x1b1f,
  fileno: 3,
  blkno: -1,
};

describe("mtget", () => {
  test.each<[MtGetLayout, string]>([
    [
      "linux64",
      "c311800000000000 feffffffffffffff 6598630000000000 000000c100000000 1f1b000000000000 03000000 ffffffff",
    ],
    ["linux32", "c3118000 feffffff 65986300 000000c1 1f1b0000 03000000 ffffffff"],
    ["bsd16", "c311 6598 1f1b feff 03000000 ffffffff"],
    ["short8", "c311800000000000"],
  ])("%s has its words where C has them", (layout, bytes) => {
    expect(hex(encodeMtGet(status, layout))).toBe(bytes.replaceAll(" ", ""));
  });

  test("a big-endian system turns each word round", () => {
    const bytes = encodeMtGet(status, "bsd16", { byteOrder: "big" });
    expect(hex(bytes)).toBe("11c398651b1ffffe00000003ffffffff");
    expect(decodeMtGet(bytes, "bsd16", { byteOrder: "big" })).toEqual({
      ...status,
      type: 0x11c3,
      dsreg: 0x9865,
      gstat: 0,
    });
  });

  test("what a layout does not hold is not known", () => {
    expect(decodeMtGet(bytesOf("c311800000000000"), "short8")).toEqual({
      type: 0x8011c3,
      resid: 0,
      dsreg: 0,
      gstat: 0,
      erreg: 0,
      fileno: -1,
      blkno: -1,
    });
  });

  test("a kernel that extends the sign of a word means the same word", () => {
    const bytes = encodeMtGet(status, "linux64");
    bytes.fill(0xff, 28, 32);
    expect(decodeMtGet(bytes, "linux64")).toEqual(status);
  });

  test.each<[number, MtGetLayout | undefined]>([
    [48, "linux64"],
    [28, "linux32"],
    [16, "bsd16"],
    [8, "short8"],
    [10, undefined],
    [0, undefined],
  ])("%i bytes are the layout %s", (size, layout) => {
    expect(mtGetLayoutOf(size)).toBe(layout);
  });

  test.each<MtGetLayout>(["linux64", "linux32", "bsd16", "short8"])(
    "%s of another size is refused",
    (layout) => {
      const { length } = encodeMtGet(status, layout);
      expect(() => decodeMtGet(new Uint8Array(length + 1), layout)).toThrow(RangeError);
      expect(() => decodeMtGet(new Uint8Array(length - 1), layout)).toThrow(/bytes/);
    },
  );

  test("a view into a larger buffer is read from where it begins", () => {
    const larger = new Uint8Array(100);
    larger.set(encodeMtGet(status, "linux32"), 9);
    expect(decodeMtGet(larger.subarray(9, 37), "linux32")).toEqual(status);
  });

  test("half a block is not a status", () => {
    expect(() => encodeMtGet({ ...status, blkno: 0.5 }, "linux64")).toThrow(/status\.blkno/);
  });

  const word = fc.integer({ min: 0, max: 0xffffffff });
  const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const anyStatus: fc.Arbitrary<MtGet> = fc.record({
    type: word,
    resid: int,
    dsreg: word,
    gstat: word,
    erreg: word,
    fileno: int,
    blkno: int,
  });

  test("the layouts of Linux hold every status", () => {
    fc.assert(
      fc.property(anyStatus, fc.constantFrom<MtGetLayout>("linux64", "linux32"), (any, layout) => {
        expect(decodeMtGet(encodeMtGet(any, layout), layout)).toEqual(any);
      }),
    );
  });

  test("any bytes of the right size are a status", () => {
    const sized = fc
      .constantFrom(48, 28, 16, 8)
      .chain((n) => fc.uint8Array({ minLength: n, maxLength: n }));
    fc.assert(
      fc.property(sized, (bytes) => {
        for (const value of Object.values(decodeMtGet(bytes, mtGetLayoutOf(bytes.length)!)))
          expect(Number.isInteger(value)).toBe(true);
      }),
    );
  });
});

describe("mtop and mtpos", () => {
  test("mtop is an operation, padding and a count", () => {
    expect(hex(encodeMtOp({ op: 22, count: 0x01020304 }))).toBe("1600000004030201");
    expect(decodeMtOp(bytesOf("0200 ffff fdffffff"))).toEqual({ op: 2, count: -3 });
  });

  test("mtpos is a long", () => {
    expect(hex(encodeMtPos(0x1234, "linux64"))).toBe("3412000000000000");
    expect(hex(encodeMtPos(0x1234, "linux32"))).toBe("34120000");
    expect(decodeMtPos(encodeMtPos(2 ** 40, "linux64"), "linux64")).toBe(2 ** 40);
    expect(decodeMtPos(encodeMtPos(-1, "linux32"), "linux32")).toBe(-1);
  });

  test("what does not fit is refused, with its name", () => {
    expect(() => encodeMtOp({ op: 0x8000, count: 0 })).toThrow(/^op is 32768/);
    expect(() => encodeMtOp({ op: 1, count: 2 ** 31 })).toThrow(/^count is 2147483648/);
    expect(() => encodeMtOp({ op: 1, count: Number.NaN })).toThrow(RangeError);
    expect(() => encodeMtPos(2 ** 31, "linux32")).toThrow(/^blkno/);
    expect(() => decodeMtOp(new Uint8Array(7))).toThrow(RangeError);
    expect(() => decodeMtPos(new Uint8Array(4), "linux64")).toThrow(RangeError);
  });

  test("every request and address is read back", () => {
    const op = fc.integer({ min: -0x8000, max: 0x7fff });
    const count = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(op, count, (o, c) => {
        expect(decodeMtOp(encodeMtOp({ op: o, count: c }))).toEqual({ op: o, count: c });
        expect(decodeMtPos(encodeMtPos(c, "linux32"), "linux32")).toBe(c);
        expect(decodeMtPos(encodeMtPos(c, "linux64"), "linux64")).toBe(c);
      }),
    );
  });
});
