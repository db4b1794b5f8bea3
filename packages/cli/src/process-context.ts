import { fstatSync, writeSync } from "node:fs";
import { BrokenPipeError, type Context, type Output } from "./context.js";
import { systemMessage } from "./system-message.js";

/**
 * The context of the running process. Loads no stream until one is needed: `process.stdout` and
 * `process.stdin` together cost several milliseconds of every start.
 */
export function createProcessContext(program: string): Context {
  const controller = new AbortController();
  // A second Ctrl-C ends the process at once, as if nobody listened.
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  return {
    program,
    env: process.env,
    stdout: descriptorOutput(1),
    stderr: descriptorOutput(2),
    stdin: () => readStdin(controller.signal),
    stdinBytes() {
      const stat = fstatSync(0);
      return stat.isFile() ? stat.size : undefined;
    },
    now: () => Date.now(),
    elapsed: () => performance.now(),
    signal: controller.signal,
  };
}

function descriptorOutput(descriptor: 1 | 2): Output {
  return {
    get isTerminal() {
      return isTerminal(descriptor);
    },
    get columns() {
      return (descriptor === 1 ? process.stdout : process.stderr).columns ?? 80;
    },
    async write(data) {
      let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "EPIPE") throw new BrokenPipeError();
        if (code !== "EAGAIN") throw outputError(descriptor, error as Error);
        // Somebody made the descriptor non-blocking; the stream knows how to wait for it.
        await writeToStream(descriptor === 1 ? process.stdout : process.stderr, rest);
      }
    },
  };
}

/** Such as a full disk behind a redirection, in words: `standard output: no space left on device`. */
function outputError(descriptor: 1 | 2, cause: Error): Error {
  const name = descriptor === 1 ? "standard output" : "standard error";
  return new Error(`${name}: ${systemMessage(cause)}`, { cause });
}

/** Loads node:tty, and with it half of the streams, only for what may be a terminal. */
function isTerminal(descriptor: number): boolean {
  if (!fstatSync(descriptor).isCharacterDevice()) return false;
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

function writeToStream(stream: NodeJS.WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (!error) resolve();
      else
        reject((error as NodeJS.ErrnoException).code === "EPIPE" ? new BrokenPipeError() : error);
    });
  });
}

async function* readStdin(signal: AbortSignal): AsyncIterable<Uint8Array> {
  if (fstatSync(0).isDirectory()) throw new Error("standard input is a directory");
  const { stdin } = process;
  const stop = () => stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (!signal.aborted) for await (const piece of stdin) yield piece as Uint8Array;
  } catch (error) {
    if (!signal.aborted) throw error; // destroying the stream is how an abort ends the loop
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
