import { type ExecFileException, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "vitest";

/** Path of a program of the system, undefined where it is not installed. */
export function programAt(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Declares a test that needs programs of the system, and no `obstacle`; where something is missing it is skipped
 * and says why.
 */
export function testWith(
  programs: readonly string[],
  name: string,
  body: () => Promise<void>,
  obstacle?: string,
): void {
  const missing = programs.filter((program) => programAt(program) === undefined);
  const why = missing.length > 0 ? `not installed: ${missing.join(", ")}` : obstacle;
  if (why === undefined) test(name, body);
  else test.skip(`${name} (${why})`, body);
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a shell. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      programAt(program) ?? program,
      [...args],
      {
        cwd: options.cwd,
        env: { ...process.env, LC_ALL: "C", ...options.env },
        maxBuffer: 64 << 20,
        timeout: 60_000,
      },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({
          status: typeof error?.code === "number" ? error.code : error ? -1 : 0,
          stdout,
          stderr,
        }),
    );
    // Not every program waits for its input.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
  });
}
