import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** Programs of this package. */
export type ProgramName = "floppytape" | "ftmt" | "ftformat" | "vtblc" | "listtape";

/** How a program ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
}

/** File of a program. */
function binOf(name: ProgramName): string {
  return fileURLToPath(new URL(`../bin/${name}.js`, import.meta.url));
}

const env = { PATH: process.env.PATH, HOME: "/nonexistent", TZ: "UTC", LC_ALL: "C" };

/** Runs the built program in a folder until it ends. */
export function run(
  folder: string,
  name: ProgramName,
  args: readonly string[],
  options: { stdin?: string | Uint8Array; env?: Record<string, string> } = {},
): Ended {
  const ended = spawnSync(process.execPath, [binOf(name), ...args], {
    cwd: folder,
    input: options.stdin ?? "",
    env: { ...env, ...options.env },
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return {
    status: ended.status,
    stdout: ended.stdout.toString(),
    stderr: ended.stderr.toString(),
    bytes: ended.stdout,
  };
}

/** Starts the built program and leaves it running. */
export function start(
  folder: string,
  name: ProgramName,
  args: readonly string[],
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [binOf(name), ...args], { cwd: folder, env });
}

/** Resolves with the exit status, or the signal, of a started program. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal ?? "?"));
  });
}

/**
 * Runs a command line in bash (pipefail), where the five programs are functions that call the built
 * ones.
 */
export function shell(folder: string, line: string): Ended {
  const functions = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"]
    .map((name) => `${name}() { "${process.execPath}" "${binOf(name as ProgramName)}" "$@"; }`)
    .join("\n");
  const done = spawnSync("bash", ["-c", `set -o pipefail\n${functions}\n${line}`], {
    cwd: folder,
    env,
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return {
    status: done.status,
    stdout: done.stdout.toString(),
    stderr: done.stderr.toString(),
    bytes: done.stdout,
  };
}

/** A folder that goes away when the file's tests are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(process.env.FLOPPYTAPE_TMP ?? tmpdir(), "floppytape-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes without a pattern that repeats, the same for the same seed. */
export function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
