import type { Command, Operand, Option, Program } from "./command-table.js";

const Width = 80;
const Gap = 2;
const TermColumns = 28;

/** The text of `PROGRAM --help`. */
export function programHelp(program: Program): string {
  const blocks = [
    `Usage: ${synopsisOf(program.name, program)}\n`,
    paragraphs([`${capital(program.summary)}.`, ...program.description]),
  ];
  if (program.commands)
    blocks.push(
      list(
        "Commands",
        program.commands.map((row) => [row.name, row.summary]),
      ),
    );
  for (const section of program.sections ?? [])
    blocks.push(
      list(
        section.title,
        section.rows.map((row) => [row.term, row.help]),
      ),
    );
  blocks.push(optionList(program.options));
  if (program.environment)
    blocks.push(
      list(
        "Environment",
        program.environment.map((row) => [row.term, row.help]),
      ),
    );
  blocks.push(
    list(
      "Exit status",
      program.exitStatus.map((row) => [row.term, row.help]),
    ),
  );
  if (program.commands)
    blocks.push(`'${program.name} COMMAND --help' says more about a command.\n`);
  return blocks.join("\n");
}

/** The text of `PROGRAM COMMAND --help`. */
export function commandHelp(program: Program, command: Command): string {
  const blocks = [
    `Usage: ${synopsisOf(`${program.name} ${command.name}`, command)}\n`,
    paragraphs([`${capital(command.summary)}.`, ...(command.description ?? [])]),
  ];
  if (command.operands.length > 0)
    blocks.push(
      list(
        "Operands",
        command.operands.map((row) => [row.name, row.help]),
      ),
    );
  blocks.push(optionList([...command.options, ...program.options]));
  if (command.examples)
    blocks.push(
      `Examples:\n${command.examples.map((row) => `  # ${row.help}\n  ${row.line}\n`).join("")}`,
    );
  return blocks.join("\n");
}

/** `NAME [OPTION]... OPERAND [OPERAND]`. */
export function synopsisOf(
  name: string,
  command: Pick<Command, "options" | "operands"> & { commands?: readonly Command[] },
): string {
  const words = [name];
  if (command.commands) words.push("COMMAND");
  if (command.options.length > 0) words.push("[OPTION]...");
  return [...words, ...command.operands.map(operandText)].join(" ");
}

function operandText(row: Operand): string {
  const name = `${row.name}${row.repeats ? "..." : ""}`;
  return row.optional ? `[${name}]` : name;
}

/** Every spelling of an option, as help texts show it: `-f, --file=FILE`. */
export function optionTerm(option: Option): string {
  const value =
    option.value === undefined
      ? ""
      : option.valueOptional
        ? `[=${option.value}]`
        : `=${option.value}`;
  const short = (option.short ?? []).map((letter) => `-${letter}`);
  const long = [option.name, ...(option.aliases ?? [])].map((name) => `--${name}`);
  return `${[...short, ...long].join(", ")}${value}`;
}

function optionList(options: readonly Option[]): string {
  return list(
    "Options",
    options.map((row) => [optionTerm(row), row.help]),
  );
}

function list(title: string, rows: readonly (readonly [term: string, help: string])[]): string {
  const longest = Math.max(...rows.map(([term]) => term.length));
  const column = Math.min(TermColumns, longest + Gap);
  const lines = rows.flatMap(([term, help]) => {
    const text = wrap(help, Width - Gap - column);
    const first = term.length + Gap <= column ? term.padEnd(column) + text.shift() : term;
    return [first, ...text.map((line) => " ".repeat(column) + line)];
  });
  return `${title}:\n${lines.map((line) => `${" ".repeat(Gap)}${line}\n`).join("")}`;
}

function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `${wrap(text, Width).join("\n")}\n`).join("\n");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
