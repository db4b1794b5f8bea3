import { expect, test } from "vitest";
import { fitsBlocking, fitsDataKb, fitsSkipPays } from "../../src/engine/index.js";

const fits = (blocking: number, shortSkipKb = 0) => ({ blocking, shortSkipKb });

test.each([
  [0, 10, 0, { records: 10, bytes: 28800, bytesOnTape: 28800 }],
  [0, 10, 4, { records: 4, bytes: 11520, bytesOnTape: 11520 }],
  [0, 0, 0, { records: 1, bytes: 2880, bytesOnTape: 2880 }],
  // A wish counts for nothing where blocks are fixed; the last one is filled up.
  [512, 22, 4, { records: 22, bytes: 63360, bytesOnTape: 63488 }],
  [512, 0, 0, { records: 1, bytes: 2880, bytesOnTape: 3072 }],
])("blocks of %i, blocking %i, wanted %i", (blockSize, blocking, wanted, expected) => {
  expect(fitsBlocking({ blockSize, fits: fits(blocking) }, wanted)).toEqual(expected);
});

test("an image of 512 x 512 pixels of 16 bits has 524 kB", () => {
  expect(fitsDataKb([512, 512], 16)).toBeCloseTo(524.288);
  expect(fitsDataKb([100, 10], -32)).toBe(4);
  expect(fitsDataKb([], 16)).toBe(0);
});

test("what takes longer to read than to skip is skipped", () => {
  expect(fitsSkipPays({ fits: fits(1, 500) }, 524.288)).toBe(true);
  expect(fitsSkipPays({ fits: fits(1, 500) }, 500)).toBe(true);
  expect(fitsSkipPays({ fits: fits(1, 500) }, 499)).toBe(false);
  expect(fitsSkipPays({ fits: fits(1, 0) }, 1e6)).toBe(false);
});
