import fc from "fast-check";
import { expect, test } from "vitest";
import { busFaultPattern } from "../../src/index.js";

const sector = fc.uint8Array({ minLength: 1024, maxLength: 1024 });

test("every other byte 0xff is a bus fault, even or odd", () => {
  fc.assert(
    fc.property(sector, fc.constantFrom(0, 1), (bytes, first) => {
      for (let at = first; at < bytes.length; at += 2) bytes[at] = 0xff;
      const rest = bytes.filter((_, at) => at % 2 !== first);
      expect(busFaultPattern(bytes)).toBe(rest.some((byte) => byte !== 0xff));
    }),
  );
});

test("one other byte, or nothing but 0xff, is none", () => {
  fc.assert(
    fc.property(fc.nat(511), fc.nat(254), (index, value) => {
      const bytes = new Uint8Array(1024).map((_, at) => (at % 2 ? 0xff : 7));
      bytes[2 * index + 1] = value;
      expect(busFaultPattern(bytes)).toBe(false);
    }),
  );
  expect(busFaultPattern(new Uint8Array(1024).fill(0xff))).toBe(false);
  expect(busFaultPattern(new Uint8Array(0))).toBe(false);
});
