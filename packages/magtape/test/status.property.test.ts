import fc from "fast-check";
import { expect, test } from "vitest";
import { MtStatus, mtStatusPhrases } from "../src/index.js";

const bits = Object.values(MtStatus).sort((a, b) => b - a);
const anyBits = fc.subarray(bits);
const wordOf = (set: readonly number[]) => set.reduce((sum, bit) => sum + bit, 0);

test("every known bit has a phrase of its own, highest bit first, and other bits have none", () => {
  const unknown = fc
    .integer({ min: 0, max: 0xffffffff })
    .map((word) => (word & ~wordOf(bits)) >>> 0);
  fc.assert(
    fc.property(anyBits, unknown, (set, rest) => {
      const single = bits.filter((bit) => set.includes(bit)).flatMap((bit) => mtStatusPhrases(bit));
      expect(mtStatusPhrases(wordOf(set) + rest)).toEqual(single);
      expect(new Set(single).size).toBe(set.length);
    }),
  );
});

test("a word read as a signed number means the same", () => {
  fc.assert(
    fc.property(anyBits, (set) => {
      expect(mtStatusPhrases(wordOf(set) | 0)).toEqual(mtStatusPhrases(wordOf(set)));
    }),
  );
});
