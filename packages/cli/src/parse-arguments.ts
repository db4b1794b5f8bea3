import { parseArgs } from "node:util";
import type { Arguments, Operand, Option } from "./command-table.js";
import { UsageError } from "./usage-error.js";

/**
 * Parses a command line as getopt_long(3) does: options and operands in any order, `--` ends the
 * options, long names may be cut to a unique beginning, optional values are attached.
 * @throws {UsageError} for an unknown option, a missing value, a missing or surplus operand.
 */
export function parseArguments(
  words: readonly string[],
  options: readonly Option[],
  operands: readonly Operand[],
): Arguments {
  const { tokens } = parseArgs({
    args: attachOptionalValues(expandLongNames(words, options), options),
    options: Object.fromEntries(parseArgsRows(options)),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const found: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") found.push(token.value);
    if (token.kind !== "option") continue;
    const option = options.find(
      (row) => longNames(row).includes(token.name) || isShort(row, token.name),
    );
    if (!option) throw new UsageError(unknownOption(token.rawName));
    checkValue(option, token.rawName, token.value);
    values.set(option.name, [...(values.get(option.name) ?? []), token.value ?? ""]);
  }
  // A request for help or the version needs no operands.
  if (!values.has("help") && !values.has("version")) checkOperands(found, operands);
  return {
    operands: found,
    has: (name) => values.has(name),
    value: (name) => values.get(name)?.at(-1),
    values: (name) => values.get(name) ?? [],
  };
}

const longNames = (option: Option): readonly string[] => [option.name, ...(option.aliases ?? [])];

const isShort = (option: Option, letter: string): boolean =>
  option.short?.includes(letter) ?? false;

/** parseArgs knows one letter a row: every further name becomes a row of its own. */
function* parseArgsRows(
  options: readonly Option[],
): Generator<[string, { type: "string" | "boolean"; short?: string }]> {
  for (const option of options) {
    const type = option.value === undefined ? "boolean" : "string";
    const [first, ...others] = option.short ?? [];
    yield [option.name, first === undefined ? { type } : { type, short: first }];
    for (const alias of option.aliases ?? []) yield [alias, { type }];
    for (const letter of others) yield [letter, { type, short: letter }];
  }
}

function expandLongNames(words: readonly string[], options: readonly Option[]): string[] {
  const end = words.indexOf("--");
  return words.map((word, i) => {
    if (!word.startsWith("--") || word === "--" || (end >= 0 && i > end)) return word;
    const [typed = "", ...value] = word.slice(2).split("=");
    const candidates = options.filter((row) =>
      longNames(row).some((name) => name.startsWith(typed)),
    );
    const exact = options.some((row) => longNames(row).includes(typed));
    if (exact || candidates.length === 0) return word;
    const [only, another] = candidates;
    if (another !== undefined) {
      const names = candidates.map((row) => `--${row.name}`).join(" ");
      throw new UsageError(`option '--${typed}' is ambiguous: ${names}`);
    }
    return [`--${only?.name}`, ...value].join("=");
  });
}

/** `--print` -> `--print=`, `-ptagged` -> `--print=tagged`: an optional value is never the next word. */
function attachOptionalValues(words: readonly string[], options: readonly Option[]): string[] {
  const end = words.indexOf("--");
  return words.map((word, i) => {
    if (end >= 0 && i >= end) return word;
    for (const option of options.filter((row) => row.valueOptional)) {
      if (longNames(option).some((name) => word === `--${name}`)) return `${word}=`;
      const letter = option.short?.find((short) => word.startsWith(`-${short}`));
      if (letter !== undefined) return `--${option.name}=${word.slice(2)}`;
    }
    return word;
  });
}

function unknownOption(rawName: string): string {
  return rawName.startsWith("--")
    ? `unrecognized option '${rawName}'`
    : `invalid option -- '${rawName.slice(1)}'`;
}

function checkValue(option: Option, rawName: string, value: string | undefined): void {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`option '${rawName}' takes no value`);
    return;
  }
  if (option.valueOptional && (value === undefined || value === "")) return;
  if (value === undefined || value === "")
    throw new UsageError(`option '${rawName}' needs a value: ${option.value}`);
  if (option.choices && !option.choices.includes(value))
    throw new UsageError(
      `option '${rawName}': '${value}' is not one of ${option.choices.join(", ")}`,
    );
}

function checkOperands(found: readonly string[], operands: readonly Operand[]): void {
  const missing = operands.find((row, i) => !row.optional && found[i] === undefined);
  if (missing) throw new UsageError(`missing operand: ${missing.name}`);
  const surplus = found[operands.length];
  if (surplus !== undefined && !operands.at(-1)?.repeats)
    throw new UsageError(`surplus operand '${surplus}'`);
  for (const [i, row] of operands.entries()) {
    const word = found[i];
    if (word === "") throw new UsageError(`${row.name}: is empty`);
    if (row.choices && word !== undefined && !row.choices.includes(word))
      throw new UsageError(`${row.name}: '${word}' is not one of ${row.choices.join(", ")}`);
  }
}
