import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./cruise.js";

const folder = join(root, ".changeset");
const files = readdirSync(folder).filter((name) => name.endsWith(".md"));
const published = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name, "package.json"))
  .filter((path) => existsSync(path))
  .map((path) => JSON.parse(readFileSync(path, "utf8")).name as string);

test("every changeset names published packages and says what changed", () => {
  const problems = files.filter((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const [, front, sentence] = /^---\n((?:.+\n)+)---\n\n(\S.*)\n/.exec(text) ?? [];
    const named = front?.trim().split("\n") ?? [];
    const wellFormed = named.every((line) => {
      const [, name] = /^"(.+)": (?:major|minor|patch)$/.exec(line) ?? [];
      return name !== undefined && published.includes(name);
    });
    return !sentence || named.length === 0 || !wellFormed;
  });
  expect(problems).toEqual([]);
});
