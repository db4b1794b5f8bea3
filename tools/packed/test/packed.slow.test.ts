import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareEnvironment, NodeLines, nodeProgram, runNpm } from "./node-versions.js";
import { uses } from "./uses.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Record<string, string>;
  readonly exports: Record<string, unknown>;
}
const published = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name))
  .filter((folder) => existsSync(join(folder, "package.json")))
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest,
  }))
  .filter(({ manifest }) => manifest.private !== true);

/** Every entry that users can import, such as `@floppytape/cartridge/node`. */
const entries = published.flatMap(({ manifest }) =>
  Object.keys(manifest.exports)
    .filter((subpath) => subpath !== "./package.json")
    .map((subpath) => manifest.name + subpath.slice(1)),
);

let folder: string;
let project: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floppytape-packed-"));
  project = join(folder, "project");
  const tarballs = join(folder, "tarballs");
  mkdirSync(project);
  mkdirSync(tarballs);
  const pnpm = join(root, "node_modules", "pnpm", "bin", "pnpm.cjs");
  for (const { folder: source } of published)
    execFileSync(process.execPath, [pnpm, "pack", "--pack-destination", tarballs], {
      cwd: source,
      stdio: "pipe",
    });
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }\n');
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  // what they need of each other must be among the packages themselves: their versions are on no registry
  runNpm(project, "install", "--prefer-offline", "--ignore-scripts", ...files);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every entry that is published has a use here, and every use an entry", () => {
  expect(Object.keys(uses).sort()).toEqual(entries.sort());
});

describe.each(NodeLines)("in an empty project under Node %s", (line) => {
  let program: string;
  beforeAll(() => {
    program = nodeProgram(line, folder);
    const version = execFileSync(program, ["--version"], { encoding: "utf8" });
    expect(version).toMatch(line === "this" ? `v${process.versions.node}` : `v${line}.`);
  });
  const run = (...args: string[]) =>
    execFileSync(program, args, {
      cwd: project,
      encoding: "utf8",
      env: bareEnvironment(program),
      stdio: ["ignore", "pipe", "pipe"],
    });

  test.each(Object.entries(uses))("%s works as an ES module", (name, text) => {
    const file = join(project, `${name.replaceAll("/", "-")}.mjs`);
    const head = `import { deepStrictEqual as equal } from "node:assert";\nconst load = (name) => import(name);\n`;
    writeFileSync(file, `${head}${text}\nconsole.log("used");\n`);
    expect(run(file)).toBe("used\n");
  });

  test.each(Object.entries(uses))("%s works as CommonJS", (name, text) => {
    const file = join(project, `${name.replaceAll("/", "-")}.cjs`);
    const head = `const { deepStrictEqual: equal } = require("node:assert");\nconst load = (name) => require(name);\n`;
    writeFileSync(file, `${head}(async () => {${text}\nconsole.log("used");\n})();\n`);
    expect(run(file)).toBe("used\n");
  });

  const programs = published.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}));
  test.each(programs)("npx %s --help prints its usage", (name) => {
    const help = execFileSync("npx", ["--no-install", name, "--help"], {
      cwd: project,
      encoding: "utf8",
      env: bareEnvironment(program),
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(help).toMatch(new RegExp(`usage: ${name}`, "i"));
  });
});
