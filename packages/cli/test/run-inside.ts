import type { Context, Output } from "../src/context.js";
import { programs } from "../src/programs.js";
import { runProgram } from "../src/run-program.js";
import type { ProgramName } from "./run-bin.js";

/** How a program ended, and all that it said. */
export interface EndedInside {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InsideOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
  readonly signal?: AbortSignal;
  /** Told of every piece of standard error. */
  readonly onTalk?: (text: string) => void;
}

/** What a pipe gives at once. */
const PieceBytes = 65536;
/** Noon of a day in 1994, by which everything here is dated. */
const fixedMs = new Date(1994, 10, 6, 12).getTime();

/** Runs a program within this process, in its working folder, on a clock that stands still. */
export async function runInside(
  name: ProgramName,
  args: readonly string[],
  { stdin = "", env = {}, signal = new AbortController().signal, onTalk }: InsideOptions = {},
): Promise<EndedInside> {
  const program = programs.find((one) => one.name === name);
  if (program === undefined) throw new Error(`no program ${name}`);
  const stdout = collector();
  const stderr = collector(onTalk);
  const input = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  const context: Context = {
    program: name,
    env,
    stdout,
    stderr,
    async *stdin() {
      for (let at = 0; at < input.length && !signal.aborted; at += PieceBytes)
        yield input.subarray(at, at + PieceBytes);
    },
    stdinBytes: () => undefined,
    now: () => fixedMs,
    elapsed: () => 0,
    signal,
  };
  const status = await runProgram(program, args, context);
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(onPart?: (text: string) => void): Output & { text(): string } {
  const parts: Buffer[] = [];
  return {
    isTerminal: false,
    columns: 80,
    async write(data) {
      parts.push(Buffer.from(data));
      onPart?.(String(data));
    },
    text: () => Buffer.concat(parts).toString("latin1"),
  };
}
