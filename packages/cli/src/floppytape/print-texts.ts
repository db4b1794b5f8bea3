import type { Handler } from "../command-table.js";
import { type CompletionShell, completionScript } from "../completion.js";
import { ExitStatus } from "../exit-status.js";
import { manPage } from "../man-page.js";
import { programs } from "../programs.js";
import { UsageError } from "../usage-error.js";
import { version } from "../version.js";

/** Runs `floppytape completion SHELL`. */
export const runCompletion: Handler = async (context, args) => {
  // The operand is one of the table's choices.
  const shell = args.operands[0] as CompletionShell;
  await context.stdout.write(await completionScript(shell, programs));
  return ExitStatus.Done;
};

/** Runs `floppytape man [PROGRAM]`. */
export const runMan: Handler = async (context, args) => {
  const name = args.operands[0] ?? "floppytape";
  const program = programs.find((row) => row.name === name);
  if (!program) throw new UsageError(`PROGRAM: no man page of '${name}'`);
  await context.stdout.write(manPage(program, version));
  return ExitStatus.Done;
};
