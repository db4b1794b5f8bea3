import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Layer } from "../layers.cjs";
import { root } from "./cruise.js";
import { createFixtureTree } from "./fixture-tree.js";

const require = createRequire(import.meta.url);
const { layers } = require("../layers.cjs") as { layers: readonly Layer[] };

/** The files in which the linter, with the repository's settings, refuses a global. */
function refusedGlobals(folder: string): string[] {
  copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
  const program = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const { stdout } = spawnSync(
    process.execPath,
    [program, "lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."],
    { cwd: folder, encoding: "utf8" },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  return diagnostics
    .filter(({ category }) => category === "lint/style/noRestrictedGlobals")
    .map(({ location: { path } }) => (typeof path === "string" ? path : path.file))
    .sort();
}

test("sources of portable packages use no global that only Node has", () => {
  const texts = {
    "buffer.ts": "export const bytes = Buffer.alloc(3);\n",
    "process.ts": "export const home = process.env.HOME;\n",
  };
  const places = ["src", "src/node", "test"];
  const files = Object.fromEntries(
    places.flatMap((place) =>
      Object.entries(texts).map(([name, text]) => [`${place}/${name}`, text]),
    ),
  );
  const tree = createFixtureTree(
    Object.fromEntries(layers.map(({ name }) => [`packages/${name}`, { files }])),
    [],
  );
  try {
    const expected = layers
      .filter((layer) => !layer.node)
      .flatMap(({ name }) => Object.keys(texts).map((file) => `packages/${name}/src/${file}`));
    expect(refusedGlobals(tree.folder)).toEqual(expected.sort());
  } finally {
    tree.remove();
  }
});
