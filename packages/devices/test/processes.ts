import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

/** Bundles a program of `test/programs` into a folder, so that plain node runs it; returns its path. */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  await build({
    config: false,
    silent: true,
    entry: { [name]: fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url)) },
    outDir: folder,
    format: ["esm"],
    target: "node20",
    outExtension: () => ({ js: ".mjs" }),
    noExternal: [/^@floppytape\//],
    esbuildOptions(options) {
      options.conditions = ["@floppytape/source"];
    },
  });
  return join(folder, `${name}.mjs`);
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** What it says, line by line. */
  readonly lines: AsyncIterableIterator<string>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<unknown>;
}

export function run(program: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, lines, ended: once(child, "close") };
}
