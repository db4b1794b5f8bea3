import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const LeftOut = new Set(["node_modules", "dist", ".turbo", "test-results", "vectors", "coverage"]);

/** Copies sources and documentation of the checkout: a real directory tree of a few hundred files. */
export function copyTree(root, into) {
  mkdirSync(into, { recursive: true });
  for (const name of ["docs", "packages", "README.md", "LICENSE"]) {
    cpSync(join(root, name), join(into, name), {
      recursive: true,
      filter: (path) =>
        !relative(root, path)
          .split(sep)
          .some((part) => LeftOut.has(part)),
    });
  }
}

/** SHA-256 of every file below `root`, by its path relative to `root`. */
export function digestTree(root) {
  const digests = new Map();
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile())
        digests.set(
          relative(root, path),
          createHash("sha256").update(readFileSync(path)).digest("hex"),
        );
    }
  };
  walk(root);
  return digests;
}

/** What differs between two trees, a line a file; empty when they are equal. */
export function compareTrees(expected, found) {
  const differences = [];
  for (const [path, digest] of expected) {
    if (!found.has(path)) differences.push(`missing: ${path}`);
    else if (found.get(path) !== digest) differences.push(`different: ${path}`);
  }
  for (const path of found.keys()) if (!expected.has(path)) differences.push(`unexpected: ${path}`);
  return differences;
}
