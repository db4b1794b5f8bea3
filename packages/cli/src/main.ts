import type { Program } from "./command-table.js";
import { createProcessContext } from "./process-context.js";
import { runProgram } from "./run-program.js";

/**
 * Runs a program with the command line and the streams of this process; sets its exit status. `name` begins
 * every line of talk, `words` come in front of those of the command line.
 */
export async function main(
  program: Program,
  name = program.name,
  words: readonly string[] = [],
): Promise<void> {
  process.exitCode = await runProgram(
    program,
    [...words, ...process.argv.slice(2)],
    createProcessContext(name),
  );
}
