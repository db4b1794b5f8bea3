import type { Command, Handler, Program } from "./command-table.js";
import { BrokenPipeError, type Context } from "./context.js";
import { ExitStatus } from "./exit-status.js";
import { describeFailure } from "./failure.js";
import { parseArguments } from "./parse-arguments.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** Runs one program with its command line and resolves with the exit status. Never rejects. */
export async function runProgram(
  program: Program,
  words: readonly string[],
  context: Context,
): Promise<ExitStatus> {
  try {
    return await dispatch(program, words, context);
  } catch (error) {
    if (error instanceof BrokenPipeError) return ExitStatus.BrokenPipe;
    const { text, status } = describeFailure(error, program, {
      debug: words.includes("--debug"),
      interrupted: context.signal.aborted,
    });
    try {
      await context.stderr.write(text);
    } catch {
      // Nobody reads standard error any more: the exit status still tells.
    }
    return status;
  }
}

async function dispatch(
  program: Program,
  words: readonly string[],
  context: Context,
): Promise<ExitStatus> {
  const asAnother = await program.runAs?.(context, words, parseArguments);
  if (asAnother !== undefined) return asAnother;
  if (program.commands) return runCommand(program, program.commands, words, context);
  const args = parseArguments(words, program.options, program.operands);
  if (args.has("help")) return printHelp(context, program);
  if (args.has("version")) return print(context, `${program.name} (floppytape) ${version}\n`);
  return (await handlerOf(program))(context, args);
}

async function runCommand(
  program: Program,
  commands: readonly Command[],
  words: readonly string[],
  context: Context,
): Promise<ExitStatus> {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const before = parseArguments(at < 0 ? words : words.slice(0, at), program.options, []);
  if (before.has("version")) return print(context, `${program.name} ${version}\n`);
  const name = words[at];
  if (name === undefined || (name === "help" && words[at + 1] === undefined)) {
    if (name === undefined && !before.has("help"))
      throw new UsageError("a command is missing", { hint: commandList(commands) });
    return printHelp(context, program);
  }
  const command = commands.find((row) => row.name === (name === "help" ? words[at + 1] : name));
  if (!command)
    throw new UsageError(`unknown command '${name === "help" ? words[at + 1] : name}'`, {
      hint: commandList(commands),
    });
  try {
    const args = parseArguments(
      name === "help" ? ["--help"] : [...words.slice(0, at), ...words.slice(at + 1)],
      [...command.options, ...program.options],
      command.operands,
    );
    if (before.has("help") || args.has("help")) return await printHelp(context, program, command);
    return await (await command.load())(context, args);
  } catch (error) {
    if (!(error instanceof UsageError) || error.hint !== undefined) throw error;
    const hint = `Try '${program.name} ${command.name} --help' for more information.`;
    throw new UsageError(error.message, { status: error.status, hint });
  }
}

function commandList(commands: readonly Command[]): string {
  return `commands: ${commands.map((row) => row.name).join(" ")}`;
}

function handlerOf(program: Program): Promise<Handler> {
  if (!program.load) throw new TypeError(`program ${program.name} has neither commands nor load`);
  return program.load();
}

/** Help texts are made only when somebody asks: every start would pay for loading them. */
async function printHelp(
  context: Context,
  program: Program,
  command?: Command,
): Promise<ExitStatus> {
  const { commandHelp, programHelp } = await import("./help.js");
  return print(context, command ? commandHelp(program, command) : programHelp(program));
}

async function print(context: Context, text: string): Promise<ExitStatus> {
  await context.stdout.write(text);
  return ExitStatus.Done;
}
