import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { driveModels, faultKinds, readFaultScript } from "@floppytape/fdc/sim";
import { expect, test } from "vitest";

const page = readFileSync(
  fileURLToPath(new URL("../../../docs/howto/try-without-hardware.md", import.meta.url)),
  "utf8",
);

test("the table of faults is that of the package", () => {
  const rows = Object.entries(faultKinds).map(([name, { part, meaning, args }]) => {
    const names = Object.keys(args).map((argument) => `\`${argument}\``);
    return `| \`${name}\` | ${part} | ${meaning} | ${names.join(", ") || "-"} |`;
  });
  expect(page.split("\n").filter((line) => /^\| `/.test(line))).toEqual(rows);
});

test("the fault script is one", () => {
  const [, script = ""] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  expect(readFaultScript(script).length).toBe(2);
});

test("all drives are named", () => {
  for (const name of Object.keys(driveModels)) expect(page).toContain(`\`${name}\``);
});
