import { spawn } from "node:child_process";
import { once } from "node:events";
import { TapeError } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";
import { streamChannel } from "./stream-channel.js";

/** A program to start. */
export interface SpawnChannelOptions {
  /** Executable; searched in PATH when it has no slash. No shell takes part. */
  readonly command: string;
  readonly args?: readonly string[];
  /** Environment; that of this process by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where its standard error goes; "inherit" by default. */
  readonly stderr?: "inherit" | "ignore";
  /** How long a child may stay after its input ended before it is killed; 5000 by default. */
  readonly farewellMs?: number;
}

/** How a child ended. */
export interface ChildExit {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
}

/** Standard input and output of a child, and its end. */
export interface ChildChannel extends ByteChannel {
  /** Resolves when the child ended. @throws {TapeError} `ENOENT`, `EACCES` or `EIO` when it could not be started */
  readonly exited: Promise<ChildExit>;
}

/**
 * Starts a program and speaks with it over its standard input and output. If it can't be started, reads and
 * writes say so. `close` ends its input and waits for it.
 */
export function spawnChannel(options: SpawnChannelOptions): ChildChannel {
  const { command, args = [], env, cwd, stderr = "inherit", farewellMs = 5000 } = options;
  const child = spawn(command, [...args], {
    stdio: ["pipe", "pipe", stderr],
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  const streams = streamChannel(child.stdout, child.stdin);
  const exited = once(child, "close").then(
    ([status, signal]): ChildExit => ({ status, signal }),
    (error: unknown) => {
      throw startError(command, error);
    },
  );
  // Whoever reads or writes learns of it; nobody has to look at `exited`. A signal that can't be sent is no
  // reason to end this process.
  exited.catch(() => {});
  child.on("error", () => {});

  /** The failure to start, if there is one, in place of what the pipes say then. */
  async function orStartError<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (child.pid === undefined) await exited;
      throw error;
    }
  }

  return {
    exited,
    async read() {
      const bytes = await orStartError(streams.read());
      if (bytes === undefined && child.pid === undefined) await exited;
      return bytes;
    },
    write: (bytes) => orStartError(streams.write(bytes)),
    async close() {
      const timeout = setTimeout(() => {
        child.kill("SIGKILL");
        // What the child has started may have its output, and stay.
        child.stdout.destroy();
      }, farewellMs);
      child.stdin.end();
      // Whatever it still has to say goes nowhere, and must not keep it from ending.
      child.stdout.resume();
      await exited.catch(() => {}).finally(() => clearTimeout(timeout));
      await streams.close();
    },
  };
}

function startError(command: string, cause: unknown): TapeError {
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const code = reason === "ENOENT" || reason === "EACCES" ? reason : "EIO";
  return new TapeError(
    code,
    `cannot start ${command}: ${reason || String(cause)}`,
    { command },
    cause,
  );
}
