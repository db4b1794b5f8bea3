import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

/** Bundles a program, by default one of this folder, so that plain node runs it; resolves with the file to run. */
export async function buildProgram(
  name: string,
  folder: string,
  source = new URL(`${name}.ts`, import.meta.url),
): Promise<string> {
  await build({
    entry: { [name]: fileURLToPath(source) },
    outDir: folder,
    format: ["esm"],
    outExtension: () => ({ js: ".mjs" }),
    config: false,
    dts: false,
    silent: true,
    esbuildOptions(options) {
      options.conditions = ["@floppytape/source"];
    },
    noExternal: [/^@floppytape\//],
  });
  return join(folder, `${name}.mjs`);
}

/** A program that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Lines that it wrote so far. */
  readonly lines: readonly string[];
  /** Resolves when it has ended and everything it wrote was read. */
  readonly ended: Promise<{ code: number | null; signal: string | null; errors: string }>;
}

/** Starts a program of {@link buildProgram}; `onLine` is told how many lines there are. */
export function startProgram(
  file: string,
  args: readonly string[],
  onLine: (count: number) => void = () => {},
): RunningProgram {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  let rest = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    if (parts.length > 0) onLine(lines.length);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<Awaited<RunningProgram["ended"]>>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, errors }));
  });
  return { child, lines, ended };
}
