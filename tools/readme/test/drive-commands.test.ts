import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeDriveConfiguration, decodeTapeStatus, driveStatusWords } from "@floppytape/fdc";
import { expect, test } from "vitest";
import { driveTables } from "./drive-tables.js";

const page = readFileSync(
  fileURLToPath(new URL("../../../docs/formats/drive-commands.md", import.meta.url)),
  "utf8",
);

/** The rows of the table under a heading. */
function rowsUnder(heading: string): string[] {
  const [, section = ""] = page.split(`\n## ${heading}`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n");
  return lines.filter((line) => line.startsWith("| ")).slice(2);
}

test.each([
  ["Commands", driveTables.commands],
  ["Error codes", driveTables.errors],
  ["Makes and models", driveTables.makes],
])("the table of %s is that of the package", (heading, rows) => {
  expect(rowsUnder(heading)).toEqual(rows);
});

test("what the text says of bits is what the decoders make of them", () => {
  expect(rowsUnder("Drive status")).toHaveLength(8);
  expect(driveStatusWords(0xff)).toHaveLength(8);
  const rates = [0, 1, 2, 3].map((code) => decodeDriveConfiguration(code << 3).rate);
  expect(page).toContain(`(0: ${rates[0]}, 1: ${rates[1]}, 2: ${rates[2]}, 3: ${rates[3]} kbit/s)`);
  expect(decodeDriveConfiguration(0xc0)).toMatchObject({ extraLength: true, qic80: true });
  const standards = [1, 2, 3, 4].map((code) => `${code} ${decodeTapeStatus(code | 0x10).standard}`);
  expect(page).toContain(`(${standards.join(", ")})`);
  for (const length of [1, 2, 4, 5])
    expect(page.replaceAll("\n", " ")).toContain(
      `${length}: ${decodeTapeStatus(0x02 | (length << 4)).text.replace("QIC-80, ", "")}`,
    );
});
