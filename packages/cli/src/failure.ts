import type { Program } from "./command-table.js";
import { DeviceError } from "./device-error.js";
import { ExitStatus } from "./exit-status.js";
import { CommandError, UsageError } from "./usage-error.js";

/** What is printed on standard error for an error, and the exit status. */
export interface Failure {
  readonly text: string;
  readonly status: ExitStatus;
}

/** Turns any error into text and exit status: the only place of this package that does. */
export function describeFailure(
  error: unknown,
  program: Program,
  options: { debug: boolean; interrupted: boolean },
): Failure {
  const failure = options.interrupted
    ? { lines: ["interrupted"], status: ExitStatus.Interrupted }
    : explain(error, program);
  const lines = failure.lines.map((line) => `${program.name}: ${line}\n`);
  if (options.debug) lines.push(`${stackOf(error)}\n`);
  return { text: lines.join(""), status: failure.status };
}

function explain(error: unknown, program: Program): { lines: string[]; status: ExitStatus } {
  if (error instanceof UsageError) {
    const hint = error.hint ?? `Try '${program.name} --help' for more information.`;
    return { lines: [error.message, ...hint.split("\n")], status: error.status };
  }
  if (error instanceof CommandError) return { lines: [error.message], status: error.status };
  if (error instanceof DeviceError) {
    const status = program.failureStatus?.[error.step] ?? ExitStatus.Failed;
    if (!program.classicErrors) return { lines: [`${error.device}: ${error.message}`], status };
    const hint = error.message === error.strerror ? [] : [`hint: ${error.message}`];
    return { lines: [`${error.device}: ${error.strerror}`, ...hint], status };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { lines: [message], status: ExitStatus.Failed };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
