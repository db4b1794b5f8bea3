import type { Program } from "./command-table.js";
import { createProcessContext } from "./process-context.js";
import { runProgram } from "./run-program.js";

/** Runs a program with the command line and the streams of this process; sets its exit status. */
export async function main(program: Program): Promise<void> {
  process.exitCode = await runProgram(
    program,
    process.argv.slice(2),
    createProcessContext(program.name),
  );
}
