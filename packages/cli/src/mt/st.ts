import { type MtGet, MtStatus, TapeError, type TapeUnit } from "@floppytape/magtape";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { version } from "../version.js";
import { densityList } from "./density-names.js";
import { withMtTape } from "./mt-tape.js";
import { Refusal } from "./refusal.js";
import { findStCommand, type StCommand, stCommands } from "./st-commands.js";
import { stOperations } from "./st-operations.js";
import { stStatusText } from "./st-status.js";

const DefaultDevice = "/dev/tape";

/**
 * mt-st: options in front of the command only, the first command that begins with the word, counts with k, M or
 * G behind them. Exit status 1 for the command line and for a tape that can't be opened, 2 where the operation
 * fails, 3 for a count that is too large or has another unit.
 */
export async function runMtSt(context: Context, words: readonly string[]): Promise<ExitStatus> {
  try {
    return await run(context, words);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await context.stderr.write(error.message);
    return error.status;
  }
}

async function run(context: Context, words: readonly string[]): Promise<ExitStatus> {
  let device = context.env.TAPE ?? DefaultDevice;
  let at = 0;
  for (; words[at]?.startsWith("-"); at++) {
    const word = words[at] ?? "";
    if (word.startsWith("-h")) {
      await context.stderr.write(`${usage}${commandList()}`);
      return ExitStatus.Done;
    }
    if (word.startsWith("-v") || word === "--version") {
      await context.stdout.write(`mt-st (floppytape) ${version}\n${defaultLine}`);
      return ExitStatus.Done;
    }
    const value = words[++at];
    if ((word !== "-f" && word !== "-t") || value === undefined)
      throw new Refusal(usage, ExitStatus.Usage);
    device = value;
  }
  const [word, ...rest] = words.slice(at);
  if (word === undefined) throw new Refusal(usage, ExitStatus.Usage);
  const command = findStCommand(word);
  if (typeof command === "string")
    throw new Refusal(
      `mt: ${command} command "${word}"\n${usage}${commandList()}`,
      ExitStatus.Usage,
    );
  if (rest.length > command.words)
    throw new Refusal(
      `mt: too many arguments for the command '${command.name}'.\n`,
      ExitStatus.Usage,
    );
  if (command.action.kind === "densities") {
    await context.stdout.write(densityList());
    return ExitStatus.Done;
  }
  return onTape(context, device, command, rest);
}

async function onTape(
  context: Context,
  device: string,
  command: StCommand,
  words: readonly string[],
): Promise<ExitStatus> {
  let status: MtGet | undefined;
  const mode = command.writes ? "rw" : "r";
  const failure = await withMtTape(context, { device, mode }, async (unit) => {
    try {
      await act(context, unit, command, words);
    } catch (error) {
      if (error instanceof TapeError) status = await unit.status().catch(() => undefined); // only for hints
      throw error;
    }
  });
  if (failure === undefined) return ExitStatus.Done;
  const hints = status === undefined ? "" : hintsOf(status, command, failure.strerror);
  await context.stderr.write(`${device}: ${failure.strerror}\n${hints}`);
  return failure.step === "open" ? ExitStatus.Usage : ExitStatus.Failed;
}

function hintsOf({ gstat }: MtGet, { writes }: StCommand, strerror: string): string {
  const offline = (gstat & MtStatus.Online) === 0;
  const isProtected = writes && gstat & MtStatus.WriteProtected && strerror !== "";
  return [
    offline ? "mt: The device is offline (not powered on, no tape ?).\n" : "",
    isProtected ? "mt: The tape is write-protected.\n" : "",
  ].join("");
}

async function act(
  context: Context,
  unit: TapeUnit,
  { action }: StCommand,
  words: readonly string[],
): Promise<void> {
  const operations = stOperations(action, words);
  if (operations) {
    for (const [code, count] of operations) await unit.operation(code, count);
  } else if (action.kind === "tell") {
    await context.stdout.write(`At block ${await unit.position()}.\n`);
  } else if (action.kind === "status") {
    await context.stdout.write(stStatusText(await unit.status()));
  } else {
    throw new Refusal(
      "Can't read the options: only the st driver of Linux has them.\n",
      ExitStatus.Failed,
    );
  }
}

const defaultLine = `default tape device: ${DefaultDevice}\n`;
const usage = `usage: mt [-v] [--version] [-h] [ -f device ] command [ count ]\n${defaultLine}`;

function commandList(): string {
  const lines = ["commands: "];
  const last = stCommands.length - 1;
  for (const [i, { name }] of stCommands.entries()) {
    const word = i < last ? `${name}, ` : `${name}.`;
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < LineColumns) lines[lines.length - 1] = line + word;
    else lines.push(`${" ".repeat("commands: ".length)}${word}`);
  }
  return `${lines.join("\n")}\n`;
}

const LineColumns = 79;
