import { expect, test } from "vitest";
import { findFileSets } from "../src/index.js";
import { basicEntry, dataEntry, openBasic } from "./hostile-directories.js";
import { codes } from "./small-file-set.js";

test("of a directory with more entries than any tape has files a million are listed", async () => {
  const entry = basicEntry("A", 3, 0);
  const { fileSet } = await openBasic(Buffer.alloc(1_200_000 * entry.length, entry));
  expect(fileSet.items).toHaveLength(1_000_000);
  expect(codes(fileSet.findings)).toContain("DIRECTORY_INCOMPLETE");
  expect(fileSet.items[999_999]!.path).toBe("A~1000000");
});

test("as many signatures as there is room for, without a directory, are followed one by one", async () => {
  const count = 60_000;
  const one = dataEntry(basicEntry("A", 3, 18));
  const { fileSet, source } = await openBasic(
    Buffer.alloc(40, 0xff),
    Buffer.alloc(count * one.length, one),
  );
  expect(fileSet.items).toHaveLength(count);
  for (const item of [fileSet.items[0]!, fileSet.items[count - 1]!])
    expect(await fileSet.check(item)).toMatchObject({ grade: "whole", sizeBytes: 0 });
  const { firstSegment, lastSegment } = source;
  expect(await findFileSets(source, { firstSegment, lastSegment })).toHaveLength(1);
});
