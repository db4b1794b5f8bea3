import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Layer } from "../layers.cjs";
import { type Cruised, cruise, root } from "./cruise.js";
import { createFixtureTree, type FixturePackage } from "./fixture-tree.js";

const require = createRequire(import.meta.url);
const { layers } = require("../layers.cjs") as { layers: readonly Layer[] };
const { forbidden } = require(`${root}.dependency-cruiser.cjs`) as {
  forbidden: { name: string; comment: string }[];
};

/** A tree that breaks every rule at least once; each file's name says how. */
const packages: Record<string, FixturePackage> = Object.fromEntries(
  layers.map(({ name }) => [`packages/${name}`, { files: {} }]),
);
const expected = new Set<string>();

function violate(path: string, file: string, text: string, ...rules: string[]): void {
  const target = packages[path];
  if (!target) throw new Error(`no package ${path} in the fixture`);
  target.files[file] = text;
  for (const rule of rules) expected.add(`${rule}: ${path}/${file}`);
}

function declare(path: string, kind: "dependencies" | "devDependencies", name: string): void {
  const target = packages[path];
  if (!target) throw new Error(`no package ${path} in the fixture`);
  target[kind] = [...(target[kind] ?? []), name];
}

const chain = layers.map(({ name }, index) => {
  // the row above, or for the topmost one a package that is in no row
  const above = layers[index + 1]?.name ?? "unlisted";
  return { name, above };
});
packages["packages/unlisted"] = { files: {} };

for (const { name, above } of chain) {
  const path = `packages/${name}`;
  declare(path, "dependencies", `@floppytape/${above}`);
  const rule = `${name}-looks-only-down`;
  violate(path, "src/up-by-name.ts", `export { value } from "@floppytape/${above}";`, rule);
  violate(
    path,
    "test/up-as-type.test.ts",
    `import type { value } from "@floppytape/${above}";`,
    rule,
  );
}

// a row below, but not in the list
declare("packages/qic-format", "devDependencies", "@floppytape/ecc");
const unlisted = `export { value } from "@floppytape/ecc";`;
violate("packages/qic-format", "src/unlisted.ts", unlisted, "qic-format-looks-only-down");
violate("packages/qic-format", "test/below.test.ts", unlisted);

packages["tools/bench"] = { files: {} };
packages["tools/wat"] = { files: {} };

violate(
  "packages/cartridge",
  "src/by-path.ts",
  `export { value } from "../../ecc/src/index.js";`,
  "front-door-only",
);
violate(
  "packages/cartridge",
  "src/deep.ts",
  `export { value } from "@floppytape/ecc/src/index.ts";`,
  "resolvable",
);
violate(
  "packages/cartridge",
  "src/undeclared.ts",
  `export { value } from "@floppytape/qic-format";`,
  "resolvable",
);
violate(
  "packages/zftape",
  "src/tool.ts",
  `export { value } from "../../../tools/bench/src/index.js";`,
  "nothing-imports-tools",
);
violate(
  "tools/bench",
  "src/other-tool.ts",
  `export { value } from "../../wat/src/index.js";`,
  "nothing-imports-tools",
);
violate("packages/lz", "src/first.ts", `import "./second.js"; export const a = 1;`, "no-cycles");
violate("packages/lz", "src/second.ts", `import type { a } from "./first.js";`);
violate("packages/lz", "src/lazy.ts", `export const later = () => import("./loaded.js");`);
violate("packages/lz", "src/loaded.ts", `import "./lazy.js";`);
violate("packages/ecc", "src/hoisted.ts", `export { value } from "hoisted";`, "declared");
declare("packages/magtape", "devDependencies", "only-for-tests");
violate(
  "packages/magtape",
  "src/dev.ts",
  `export { value } from "only-for-tests";`,
  "declared-for-users",
);
violate("packages/magtape", "test/dev.test.ts", `export { value } from "only-for-tests";`);
for (const { name, node } of layers) {
  const rules = node ? [] : ["no-node-builtins-in-portable-packages"];
  violate(
    `packages/${name}`,
    "src/builtin.ts",
    `import { readFileSync } from "node:fs";`,
    ...rules,
  );
  violate(`packages/${name}`, "src/builtin-type.ts", `import type { Stats } from "fs";`, ...rules);
  violate(`packages/${name}`, "src/node/files.ts", `import { readFileSync } from "node:fs";`);
  violate(`packages/${name}`, "test/files.test.ts", `import { readFileSync } from "node:fs";`);
}

describe("the rules of who may import whom", () => {
  let tree: ReturnType<typeof createFixtureTree>;
  let result: Cruised;
  beforeAll(() => {
    tree = createFixtureTree(packages, ["hoisted"]);
    result = cruise(tree.folder, "packages", "tools");
  });
  afterAll(() => tree.remove());

  test("refuse exactly the violations that were made", () => {
    const found = new Set(result.violations.map(({ rule, from }) => `${rule}: ${from}`));
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test("are each tried by at least one violation", () => {
    const tried = new Set([...expected].map((line) => line.split(":")[0]));
    expect(forbidden.map((rule) => rule.name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test("each say what to do instead", () => {
    for (const { comment } of forbidden) expect(comment).toMatch(/ Instead: .+\.$/);
  });

  test("name rows only above themselves", () => {
    for (const [index, { name, mayImport }] of layers.entries())
      for (const lower of mayImport)
        expect(
          layers.findIndex((layer) => layer.name === lower),
          `${name} -> ${lower}`,
        ).toBeLessThan(index);
  });
});
