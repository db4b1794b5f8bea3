import type { Command, Option, Program, Section } from "./command-table.js";
import { optionTerm, synopsisOf } from "./help.js";

/** The man page of a program in troff, section 1. */
export function manPage(program: Program, version: string): string {
  const parts = [
    `.TH ${program.name.toUpperCase()} 1 "" "floppytape ${version}" "Floppy tape"`,
    ".SH NAME",
    `${roff(program.name)} \\- ${roff(program.summary)}`,
    ".SH SYNOPSIS",
    `.B ${roff(synopsisOf(program.name, program))}`,
    ".SH DESCRIPTION",
    paragraphs(program.description),
  ];
  if (program.commands)
    parts.push(".SH COMMANDS", ...program.commands.map((row) => commandPart(program, row)));
  for (const section of program.sections ?? []) parts.push(sectionPart(section));
  parts.push(".SH OPTIONS", optionParts(program.options));
  if (program.examples) parts.push(".SH EXAMPLES", exampleParts(program.examples));
  if (program.environment)
    parts.push(sectionPart({ title: "Environment", rows: program.environment }));
  parts.push(
    sectionPart({ title: "Exit status", rows: program.exitStatus }),
    ".SH SEE ALSO",
    program.seeAlso.map((name) => `.BR ${name} (1)`).join(",\n"),
  );
  return `${parts.join("\n")}\n`;
}

function commandPart(program: Program, command: Command): string {
  return [
    `.SS ${roff(synopsisOf(`${program.name} ${command.name}`, command))}`,
    `${roff(capital(command.summary))}.`,
    paragraphs(command.description ?? [], ".PP\n"),
    ...command.operands.map((row) => termPart(row.name, row.help)),
    optionParts(command.options),
    exampleParts(command.examples ?? []),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function sectionPart(section: Section): string {
  return [
    `.SH ${roff(section.title.toUpperCase())}`,
    ...section.rows.map((row) => termPart(row.term, row.help)),
  ].join("\n");
}

function optionParts(options: readonly Option[]): string {
  return options.map((row) => termPart(optionTerm(row), row.help)).join("\n");
}

function exampleParts(examples: NonNullable<Command["examples"]>): string {
  return examples
    .map((row) => `.PP\n${roff(capital(row.help))}:\n.PP\n.nf\n    ${roff(row.line)}\n.fi`)
    .join("\n");
}

function termPart(term: string, help: string): string {
  return `.TP\n.B ${roff(term)}\n${roff(capital(help))}.`;
}

function paragraphs(texts: readonly string[], before = ""): string {
  return texts.map((text, i) => `${i > 0 ? ".PP\n" : before}${roff(text)}`).join("\n");
}

/** Keeps troff from reading a text as a request, a hyphen as a dash or a backslash as an escape. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
