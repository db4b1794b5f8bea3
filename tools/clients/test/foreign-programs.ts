import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "vitest";

const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];

/** Where a program is, undefined where this machine has none. */
export function programPath(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * `test`, or one that is skipped and says in its name which of the programs are missing. CI installs all
 * of them.
 */
export function testWith(
  ...programs: readonly string[]
): (name: string, body: () => Promise<void>) => void {
  const missing = programs.filter((name) => programPath(name) === undefined);
  if (missing.length === 0) return (name, body) => test(name, body);
  return (name, body) => test.skip(`${name} (there is no ${missing.join(", no ")} here)`, body);
}
