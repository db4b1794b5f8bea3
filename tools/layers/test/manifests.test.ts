import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Layer } from "../layers.cjs";
import { cruise, root } from "./cruise.js";

const require = createRequire(import.meta.url);
const { layers } = require("../layers.cjs") as { layers: readonly Layer[] };

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const folders = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);
const folderOf = new Map(folders.map((name) => [manifestOf(`packages/${name}`).name, name]));

test("every package has its row in the table, and every row its package", () => {
  expect(layers.map(({ name }) => name).sort()).toEqual(folders.sort());
});

const siblingsOf = (dependencies: Record<string, string> = {}) =>
  Object.keys(dependencies).flatMap((dependency) => folderOf.get(dependency) ?? []);

test.each(layers)("$name declares only packages that it may import", ({ name, mayImport }) => {
  const manifest = manifestOf(`packages/${name}`);
  const forUsers = siblingsOf({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
  expect(forUsers.filter((sibling) => !mayImport.includes(sibling))).toEqual([]);
  const row = layers.findIndex((layer) => layer.name === name);
  const lower = layers.slice(0, row).map((layer) => layer.name);
  const forTests = siblingsOf(manifest.devDependencies);
  expect(forTests.filter((sibling) => !lower.includes(sibling))).toEqual([]);
});

test("published sources import only packages that their users get", () => {
  const published = folders.filter((name) => name !== "cli");
  const { modules } = cruise(root, ...published.map((name) => `packages/${name}/src`));
  const own = modules.filter(({ source }) => source.startsWith("packages/"));
  expect(own.length).toBeGreaterThan(published.length);
  const missing = own.flatMap(({ source, dependencies }) => {
    const [, folder] = source.split("/");
    const declared = Object.keys(manifestOf(`packages/${folder}`).dependencies ?? {});
    return dependencies
      .map((dependency) => dependency.module.split("/").slice(0, 2).join("/"))
      .filter((name) => name.startsWith("@floppytape/") && !declared.includes(name))
      .map((name) => `${source} imports ${name}`);
  });
  expect(missing).toEqual([]);
});

test.each(folders)("%s has the scripts that every package has", (name) => {
  const scripts = Object.keys(manifestOf(`packages/${name}`).scripts ?? {});
  expect(scripts).toEqual(expect.arrayContaining(["build", "typecheck", "test", "pack:check"]));
});

test("no published package runs a script when it is installed", () => {
  const hooks = ["preinstall", "install", "postinstall", "prepare"];
  const found = folders.flatMap((name) => {
    const scripts = Object.keys(manifestOf(`packages/${name}`).scripts ?? {});
    return scripts.filter((script) => hooks.includes(script)).map((script) => `${name}: ${script}`);
  });
  expect(found).toEqual([]);
});
