import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);
const MaxFileBytes = 150 * 1000;

test("no file of the programs is larger than 150 KB", () => {
  expect(files.length).toBeGreaterThan(5);
  for (const name of files)
    expect(statSync(dist + name).size, name).toBeLessThanOrEqual(MaxFileBytes);
});

test("the programs need nothing but Node", () => {
  for (const name of files) {
    const text = readFileSync(dist + name, "utf8");
    const imports = [...text.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, from]) => from);
    for (const from of imports) expect(from, name).toMatch(/^(?:\.\/|node:)/);
  }
});

test.each(["floppytape", "ftmt", "ftformat", "vtblc", "listtape"])(
  "%s answers --help from a few small files",
  (program) => {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      const text = readFileSync(`${dist}${program}/${name}`, "utf8");
      for (const [, from] of text.matchAll(/[=;,]require\("\.\/([^"]+)"\)/g)) visit(from ?? "");
    };
    visit("main.js");
    const bytes = [...reached].reduce(
      (sum, name) => sum + statSync(`${dist}${program}/${name}`).size,
      0,
    );
    expect(bytes).toBeLessThan(40_000);
  },
);
