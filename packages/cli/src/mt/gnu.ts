import { MtOp, type MtOpCode, type TapeUnit } from "@floppytape/magtape";
import type { Arguments, Option, ParseArguments } from "../command-table.js";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { gnuStatusText } from "../ftmt/status-text.js";
import { UsageError } from "../usage-error.js";
import { version } from "../version.js";
import { withMtTape } from "./mt-tape.js";
import { parseLong } from "./parse-long.js";

/** Words of one meaning: `names`, in the order in which GNU mt lists them. */
interface GnuOperation {
  readonly names: readonly string[];
  readonly code: MtOpCode | "asf" | "status";
  readonly writes?: true;
}

const operations: readonly GnuOperation[] = [
  { names: ["eof", "weof"], code: MtOp.Weof, writes: true },
  { names: ["fsf"], code: MtOp.Fsf },
  { names: ["bsf"], code: MtOp.Bsf },
  { names: ["fsr"], code: MtOp.Fsr },
  { names: ["bsr"], code: MtOp.Bsr },
  { names: ["rewind"], code: MtOp.Rewind },
  { names: ["offline", "rewoffl", "eject"], code: MtOp.Offline },
  { names: ["status"], code: "status" },
  { names: ["bsfm"], code: MtOp.Bsfm },
  { names: ["eom"], code: MtOp.Eom },
  { names: ["retension"], code: MtOp.Retension },
  { names: ["erase"], code: MtOp.Erase, writes: true },
  { names: ["asf"], code: "asf" },
  { names: ["fsfm"], code: MtOp.Fsfm },
  { names: ["seek"], code: MtOp.Seek },
];

const options: readonly Option[] = [
  { name: "file", short: ["f"], value: "DEVICE", help: "the tape; default $TAPE, else /dev/tape" },
  { name: "rsh-command", value: "COMMAND", help: "program that reaches a remote tape" },
  { name: "help", short: ["?"], help: "print this text and stop" },
  { name: "usage", help: "print the usage and stop" },
  { name: "version", short: ["V"], help: "print the version and stop" },
];

const synopsis = "[OPTION...] operation [count]";

/**
 * GNU mt, the one of cpio: unique beginnings of words, counts of strtol(3), status in decimal. Exit status 1
 * where the tape can't be opened or the command line is wrong, 2 where the operation fails or there is none.
 */
export async function runGnuMt(
  context: Context,
  words: readonly string[],
  parse: ParseArguments,
): Promise<ExitStatus> {
  const name = context.program === "ftmt" ? "mt" : context.program;
  const complain = async (text: string, status: ExitStatus): Promise<ExitStatus> => {
    await context.stderr.write(text);
    return status;
  };
  const pointer = `Try '${name} --help' or '${name} --usage' for more information.\n`;
  let args: Arguments;
  try {
    args = parse(words, options, [
      { name: "operation", optional: true, help: "" },
      { name: "count", optional: true, repeats: true, help: "" },
    ]);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return complain(`${name}: ${error.message}\n${pointer}`, ExitStatus.Usage);
  }
  const usage = `Usage: ${name} ${synopsis}\n`;
  if (args.has("help")) return print(context, `${usage}${await helpText()}`);
  if (args.has("usage")) return print(context, usage);
  if (args.has("version")) return print(context, `mt (floppytape) ${version}\n`);

  const [word, countText, surplus] = args.operands;
  if (word === undefined || surplus !== undefined)
    return complain(`${usage}${pointer}`, ExitStatus.Usage);
  const found = matching(word);
  if (typeof found === "string") return complain(`${name}: ${found}`, ExitStatus.Failed);
  const count = countText === undefined ? 1 : wholeCount(countText);
  if (count === undefined) return complain(`${name}: invalid count value\n`, ExitStatus.Usage);

  const device = args.value("file") ?? context.env.TAPE ?? "/dev/tape";
  const failure = await withMtTape(
    context,
    { device, mode: found.writes ? "w" : "r", rshCommand: args.value("rsh-command") },
    (unit) => act(context, unit, found, count),
  );
  if (failure === undefined) return ExitStatus.Done;
  if (failure.step === "kind" && !device.startsWith("/dev/"))
    return complain(`${name}: ${device} is not a character special file\n`, ExitStatus.Usage);
  const call = failure.step === "open" ? "rmtopen" : "rmtioctl";
  return complain(
    `${name}: ${device}: ${call} failed: ${failure.strerror}\n`,
    failure.step === "open" ? ExitStatus.Usage : ExitStatus.Failed,
  );
}

async function act(
  context: Context,
  unit: TapeUnit,
  { code }: GnuOperation,
  count: number,
): Promise<void> {
  if (code === "asf") {
    await unit.operation(MtOp.Rewind, 1);
    await unit.operation(MtOp.Fsf, count);
  } else if (code === "status") {
    await unit.operation(MtOp.Nop, 1);
    await context.stdout.write(gnuStatusText(await unit.status()));
  } else {
    await unit.operation(code, count);
  }
}

/** The operation that a word names, or what is wrong with the word. */
function matching(word: string): GnuOperation | string {
  const exact = operations.find(({ names }) => names.includes(word));
  if (exact) return exact;
  const [only, another] = operations.filter(({ names }) =>
    names.some((name) => name.startsWith(word)),
  );
  if (only && !another) return only;
  const lines = operations.map(({ names }) => `  - ${names.map((n) => `'${n}'`).join(", ")}\n`);
  const problem = only ? "ambiguous" : "invalid";
  return `${problem} argument '${word}' for 'operation'\nValid arguments are:\n${lines.join("")}`;
}

/** As strtol(3) with base 0 and nothing behind; what no int holds, or is negative, is no count. */
function wholeCount(text: string): number | undefined {
  const { value, rest } = parseLong(text);
  return rest === "" && value >= 0 && value <= 0x7fffffff ? value : undefined;
}

async function helpText(): Promise<string> {
  const { optionTerm } = await import("../help.js");
  const rows = options.map((row) => `  ${optionTerm(row).padEnd(27)}${row.help}\n`);
  const words = operations.flatMap(({ names }) => names);
  return `Control a magnetic tape drive, as GNU mt does.\n\n${rows.join("")}\nOperations: ${words.join(" ")}\n`;
}

async function print(context: Context, text: string): Promise<ExitStatus> {
  await context.stdout.write(text);
  return ExitStatus.Done;
}
