import { expect, test } from "vitest";
import { findOperation, operationNames } from "../src/ftmt/find-operation.js";
import { parseCount } from "../src/ftmt/parse-count.js";
import { sizeText } from "../src/size-text.js";

test("sizes have one decimal, six columns and one unit word, 1024-based", () => {
  expect(sizeText(0)).toBe("   0.0 kilobytes");
  expect(sizeText(29)).toBe("  29.0 kilobytes");
  expect(sizeText(1023)).toBe("1023.0 kilobytes");
  expect(sizeText(1024)).toBe("   1.0 megabytes");
  expect(sizeText(341811)).toBe(" 333.8 megabytes");
  expect(sizeText(1024 * 1024)).toBe("   1.0 gigabytes");
});

test("every beginning of a name finds an operation that has it, or several do", () => {
  for (const name of operationNames) {
    expect([findOperation(name).name, ...(findOperation(name).aliases ?? [])]).toContain(name);
    for (let length = 1; length < name.length; length++) {
      const begin = name.slice(0, length);
      const meant = new Set(
        operationNames
          .filter((other) => other.startsWith(begin))
          .map((other) => findOperation(other)),
      );
      if (operationNames.includes(begin)) continue;
      if (meant.size === 1) expect([...meant]).toEqual([findOperation(begin)]);
      else expect(() => findOperation(begin)).toThrow(/^ambiguous argument/);
    }
  }
});

test.each([
  [undefined, 1],
  ["0", 0],
  ["12", 12],
  ["0x1F", 31],
  ["017", 15],
  ["2147483647", 2147483647],
])("COUNT %s is %i", (text, count) => {
  expect(parseCount(text)).toBe(count);
});

test.each(["", "x", "1k", "08", "0x", "1.5", "-1", "2147483648"])(
  "COUNT '%s' is refused",
  (text) => {
    expect(() => parseCount(text)).toThrow(/^invalid count value/);
  },
);
