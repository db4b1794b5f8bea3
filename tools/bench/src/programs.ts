/** Programs of the system that serve as anchors, used when they are there. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Full path of a program in PATH. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Runs a program as a filter; start of the process and both pipes included. */
export function filter(program: string, args: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout, error } = spawnSync(program, args, { input, maxBuffer: 2 ** 30 });
  // compress(1) says by status 2 that its output is larger than its input
  if (error || (status !== 0 && status !== 2))
    throw error ?? new Error(`${program} ${args.join(" ")}: exit status ${status}`);
  return stdout;
}
