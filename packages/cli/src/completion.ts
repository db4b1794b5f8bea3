import type { Command, Option, Program } from "./command-table.js";

/** Shells that {@link completionScript} knows. */
export const completionShells = ["bash", "zsh", "fish"] as const;

/** One of {@link completionShells}. */
export type CompletionShell = (typeof completionShells)[number];

/** A script that completes the words of all programs in the given shell. */
export async function completionScript(
  shell: CompletionShell,
  programs: readonly Program[],
): Promise<string> {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return scripts[shell](await Promise.all(programs.map(withSuggestions)));
}

/** The program with the suggestions for values among their choices. */
async function withSuggestions(program: Program): Promise<Program> {
  const filled = (options: readonly Option[]) =>
    Promise.all(
      options.map(async (option) =>
        option.suggestions ? { ...option, choices: await option.suggestions() } : option,
      ),
    );
  const commands = program.commands?.map(async (command) => ({
    ...command,
    options: await filled(command.options),
  }));
  return {
    ...program,
    options: await filled(program.options),
    ...(commands && { commands: await Promise.all(commands) }),
  };
}

function optionWords(options: readonly Option[]): string[] {
  return options.flatMap((option) => [
    ...(option.short ?? []).filter((letter) => letter !== "?").map((letter) => `-${letter}`),
    ...[option.name, ...(option.aliases ?? [])].map(
      (name) => `--${name}${option.value === undefined || option.valueOptional ? "" : "="}`,
    ),
  ]);
}

function firstWords(program: Program): readonly string[] {
  return program.commands?.map((row) => row.name) ?? program.firstWords ?? [];
}

/** Values that can be listed: `--name=a --name=b`. */
function choiceWords(options: readonly Option[]): string[] {
  return options.flatMap((option) =>
    (option.choices ?? []).map((choice) => `--${option.name}=${choice}`),
  );
}

function operandChoices(command: Pick<Command, "operands">): readonly string[] {
  return command.operands.flatMap((row) => row.choices ?? []);
}

function bashScript(programs: readonly Program[]): string {
  return `${programs.map(bashFunction).join("\n")}`;
}

function bashFunction(program: Program): string {
  const name = `_${program.name}_complete`;
  const rows = (program.commands ?? []).map((command) => {
    const options = [...command.options, ...program.options];
    const words = [...optionWords(options), ...choiceWords(options), ...operandChoices(command)];
    return `    ${command.name}) words="${words.join(" ")}" ;;\n`;
  });
  const all = [
    ...firstWords(program),
    ...optionWords(program.options),
    ...choiceWords(program.options),
  ];
  return `${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} words="${all.join(" ")}"
  [[ \${COMP_WORDS[COMP_CWORD-1]} == = ]] && word="\${COMP_WORDS[COMP_CWORD-2]}=$word"
  [[ $word == = ]] && word="\${COMP_WORDS[COMP_CWORD-1]}="
${rows.length > 0 ? `  case \${COMP_WORDS[1]} in\n${rows.join("")}  esac\n` : ""}  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ $word == *=* && $COMP_WORDBREAKS == *=* ]] && COMPREPLY=("\${COMPREPLY[@]#*=}")
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F ${name} ${program.name}
`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function zshScript(programs: readonly Program[]): string {
  const functions = programs.map((program) => {
    const rows = (program.commands ?? []).map(
      (command) =>
        `    ${command.name}) _arguments -S ${zshOptions([...command.options, ...program.options])} '*:file:_files' ;;\n`,
    );
    const words = firstWords(program);
    const first = words.length > 0 ? `'1:word:(${words.join(" ")})' ` : "";
    const fallback = `_arguments -S ${zshOptions(program.options)} ${first}'*:file:_files'`;
    const body =
      rows.length > 0
        ? `  case $words[2] in\n${rows.join("")}    *) ${fallback} ;;\n  esac\n`
        : `  ${fallback}\n`;
    return `_${program.name}() {\n${body}}\ncompdef _${program.name} ${program.name}\n`;
  });
  return `#compdef ${programs.map((row) => row.name).join(" ")}\n${functions.join("\n")}`;
}

function zshOptions(options: readonly Option[]): string {
  return options
    .flatMap((option) => {
      const help = option.help.replace(/[[\]:]/g, "\\$&");
      const action = option.choices ? `(${option.choices.join(" ")})` : "_files";
      const value = option.value === undefined ? "" : `:${option.value}:${action}`;
      const long = `--${option.name}${option.value === undefined ? "" : option.valueOptional ? "=-" : "="}`;
      const short = (option.short ?? []).filter((letter) => letter !== "?");
      return [
        quote(`${long}[${help}]${value}`),
        ...short.map((letter) => quote(`-${letter}[${help}]${value}`)),
      ];
    })
    .join(" ");
}

function fishScript(programs: readonly Program[]): string {
  return programs
    .flatMap((program) => [
      ...(program.commands ?? []).flatMap((command) => [
        `complete -c ${program.name} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`,
        ...command.options.map((option) =>
          fishOption(program.name, option, `__fish_seen_subcommand_from ${command.name}`),
        ),
      ]),
      ...(program.firstWords ?? []).map(
        (word) => `complete -c ${program.name} -n __fish_use_subcommand -a ${word}`,
      ),
      ...program.options.map((option) => fishOption(program.name, option)),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function fishOption(program: string, option: Option, condition?: string): string {
  const words = ["complete", "-c", program];
  if (condition) words.push("-n", quote(condition));
  words.push("-l", option.name);
  for (const letter of option.short ?? []) if (letter !== "?") words.push("-s", letter);
  if (option.value !== undefined && !option.valueOptional) words.push("-r");
  if (option.choices) words.push("-f", "-a", quote(option.choices.join(" ")));
  return [...words, "-d", quote(option.help)].join(" ");
}
