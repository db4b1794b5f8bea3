import { spawn } from "node:child_process";

/** How a command ended. */
export interface Ended {
  /** Exit status; -1 when a signal ended it. */
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** A tape that does not move any more must not hold up all other tests. */
const longestMs = 240_000;

/** Runs a command to its end, in the C locale. */
export function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const { cwd, input, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, LC_ALL: "C", TAPE: "", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
    child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
    child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({
        status: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("latin1"),
      });
    });
    child.stdin.on("error", () => {}); // a command need not read what it is given
    child.stdin.end(input);
  });
}
