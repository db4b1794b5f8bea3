import { expect, test } from "vitest";
import { createLineSplitter } from "../../src/qtest/index.js";

test.each([
  ["that ends", "123456\n"],
  ["that does not end", "123456"],
])("a line over the limit %s is the last thing that is taken", (_, long) => {
  const lines: string[] = [];
  const splitter = createLineSplitter(5, (line) => lines.push(line));
  expect(splitter.take("1234\r\n12345\n")).toBe(true);
  expect(splitter.take(long)).toBe(false);
  expect(splitter.take("\nmore\n")).toBe(false);
  expect(lines).toEqual(["1234", "12345"]);
});
