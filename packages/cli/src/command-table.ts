import type { Context } from "./context.js";
import type { ExitStatus } from "./exit-status.js";

/**
 * The rows that parsing, help, man pages and completions are made of. A program without `commands`
 * runs its own `load`ed handler.
 */
export interface Option {
  /** Long name without dashes. */
  readonly name: string;
  /** Other long names with the same meaning. */
  readonly aliases?: readonly string[];
  /** One-letter names. */
  readonly short?: readonly string[];
  /** Name of the value in help texts; without it the option is a flag. */
  readonly value?: string;
  /** The value may be left out; it must then be attached: `--name=VALUE`, `-nVALUE`. */
  readonly valueOptional?: true;
  /** What the value may be, for completions and checking. */
  readonly choices?: readonly string[];
  /** More words that the value may be, known only when somebody asks: for completions. */
  readonly suggestions?: () => Promise<readonly string[]>;
  /** May be given more than once. */
  readonly repeats?: true;
  /** One line, no full stop. */
  readonly help: string;
}

/** A word that is not an option. */
export interface Operand {
  readonly name: string;
  readonly optional?: true;
  /** Takes all the words that are left. */
  readonly repeats?: true;
  readonly choices?: readonly string[];
  /** Completed as a file name. */
  readonly file?: true;
  readonly help: string;
}

/** The parsed command line of one command. */
export interface Arguments {
  readonly operands: readonly string[];
  /** Whether the option was given at all. */
  has(name: string): boolean;
  /** The last value given; `""` for an optional value left out. */
  value(name: string): string | undefined;
  /** All values given, in order. */
  values(name: string): readonly string[];
}

/** Takes a command line apart; given to those who have one of their own, for it is loaded already. */
export type ParseArguments = (
  words: readonly string[],
  options: readonly Option[],
  operands: readonly Operand[],
) => Arguments;

/** Does the work of one command. Errors are turned into text and exit status by the caller. */
export type Handler = (context: Context, args: Arguments) => Promise<ExitStatus>;

/** One thing a program can be asked to do. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs for the man page and `--help` of the command. */
  readonly description?: readonly string[];
  readonly operands: readonly Operand[];
  readonly options: readonly Option[];
  readonly examples?: readonly Example[];
  readonly load: () => Promise<Handler>;
}

/** A command line and what it does. */
export interface Example {
  readonly line: string;
  readonly help: string;
}

/** Named rows that a man page lists, such as the operations of `ftmt`. */
export interface Section {
  readonly title: string;
  readonly rows: readonly { readonly term: string; readonly help: string }[];
}

/** One binary. */
export interface Program extends Omit<Command, "load"> {
  readonly description: readonly string[];
  /** Subcommands; a program has these or a handler of its own. */
  readonly commands?: readonly Command[];
  readonly load?: () => Promise<Handler>;
  readonly sections?: readonly Section[];
  readonly environment?: Section["rows"];
  readonly exitStatus: Section["rows"];
  /** Words that complete the first operand. */
  readonly firstWords?: readonly string[];
  /** Errors begin with the form of the original programs: `ftmt: DEVICE: STRERROR`. */
  readonly classicErrors?: true;
  /** Exit status when the device can't be opened or fails in use; 2 for both unless told otherwise. */
  readonly failureStatus?: { readonly open: ExitStatus; readonly use: ExitStatus };
  readonly seeAlso: readonly string[];
  /** Runs the program as another one where the words ask for that; undefined where they don't. */
  readonly runAs?: (
    context: Context,
    words: readonly string[],
    parse: ParseArguments,
  ) => Promise<ExitStatus | undefined>;
}
