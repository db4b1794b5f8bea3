import { expect, test } from "vitest";
import { bagDeclaration, formatBagInfo, formatManifestLine } from "../../src/report/index.js";

test("a bag says what it is, in the words of the standard", () => {
  expect(bagDeclaration).toBe("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
});

test("the size of the payload comes last, in bytes and files", () => {
  const lines = [
    ["Bagging-Date", "1994-11-06"],
    ["External-Description", "a label\r\nBag-Size: forged"],
  ] as const;
  expect(formatBagInfo(lines, { byteCount: 1234, fileCount: 5 })).toBe(
    "Bagging-Date: 1994-11-06\nExternal-Description: a label Bag-Size: forged\nPayload-Oxum: 1234.5\n",
  );
});

test.each([
  ["data/a b.txt", "data/a b.txt"],
  ["data/100%.txt", "data/100%25.txt"],
  ["data/a\nb\rc", "data/a%0Ab%0Dc"],
  ["data/%0A", "data/%250A"],
])("the path %j stands in a manifest as %s", (path, written) => {
  expect(formatManifestLine("00ff", path)).toBe(`00ff  ${written}\n`);
});
