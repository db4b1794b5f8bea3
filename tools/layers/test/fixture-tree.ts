import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A package of the fixture: what its package.json declares, and its files by path. */
export interface FixturePackage {
  dependencies?: readonly string[];
  devDependencies?: readonly string[];
  files: Record<string, string>;
}

const ranges = (names: readonly string[] = []) =>
  Object.fromEntries(names.map((name) => [name, "*"]));

/**
 * Makes a small workspace like ours in a temporary folder, with `node_modules` linked as pnpm does: only
 * to what a package.json declares. Keys are folders such as `packages/ecc`. The `hoisted` packages lie
 * in the root, where every package finds them although none declares them.
 */
export function createFixtureTree(
  packages: Record<string, FixturePackage>,
  hoisted: readonly string[],
): {
  folder: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "floppytape-layers-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const foreign = (path: string, name: string) => {
    write(`${path}/node_modules/${name}/package.json`, JSON.stringify({ name, main: "main.js" }));
    write(`${path}/node_modules/${name}/main.js`, "exports.value = 1;\n");
  };
  const nameOf = (path: string) => `@floppytape/${path.split("/")[1]}`;
  const pathOf = new Map(Object.keys(packages).map((path) => [nameOf(path), path]));

  write("package.json", JSON.stringify({ name: "fixture", private: true }));
  write("tsconfig.base.json", "{}");
  for (const name of hoisted) foreign(".", name);
  for (const [path, { dependencies, devDependencies, files }] of Object.entries(packages)) {
    const manifest = {
      name: nameOf(path),
      exports: { ".": { "@floppytape/source": "./src/index.ts", default: "./dist/index.js" } },
      dependencies: ranges(dependencies),
      devDependencies: ranges(devDependencies),
    };
    write(`${path}/package.json`, JSON.stringify(manifest));
    write(`${path}/src/index.ts`, files["src/index.ts"] ?? "export const value = 1;\n");
    for (const [file, text] of Object.entries(files)) write(`${path}/${file}`, text);
    for (const name of [...(dependencies ?? []), ...(devDependencies ?? [])]) {
      const link = join(folder, path, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      const target = pathOf.get(name);
      if (target !== undefined) {
        symlinkSync(join(folder, target), link);
      } else {
        foreign(path, name);
      }
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
