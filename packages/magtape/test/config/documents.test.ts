import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capabilities, devtableFlags, tapecapRules } from "../../src/config/index.js";

const page = readFileSync(
  new URL("../../../../docs/formats/tape-configuration.md", import.meta.url),
  "utf8",
);

/** Rows of the table under a heading, first of them the heading's own. */
function rowsUnder(heading: string): string[][] {
  const [, section = ""] = page.split(`\n${heading}\n`);
  const [, rows = ""] = /\n\| ---.*\n((?:\|.*\n)+)/.exec(section) ?? [];
  const cells = (row: string) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
  return rows.trimEnd().split("\n").map(cells);
}

test("the capabilities in docs/formats are those of the code", () => {
  expect(rowsUnder("### Capabilities")).toEqual(
    capabilities.map(({ code, type, reader, fallback = "", meaning }) => [
      `\`${code}\``,
      type,
      reader,
      String(fallback),
      meaning,
    ]),
  );
});

test("the rules in docs/formats are those of the code", () => {
  expect(rowsUnder("### Checking")).toEqual(
    Object.entries(tapecapRules).map(([rule, [severity, about]]) => [
      `\`${rule}\``,
      severity,
      about,
    ]),
  );
});

test("the flags in docs/formats are those of the code", () => {
  expect(rowsUnder("## devtable")).toEqual(
    Object.entries(devtableFlags).map(([flag, meaning]) => [`\`${flag}\``, meaning]),
  );
});
