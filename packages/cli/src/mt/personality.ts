import type { ParseArguments } from "../command-table.js";
import type { Context } from "../context.js";
import type { ExitStatus } from "../exit-status.js";
import { UsageError } from "../usage-error.js";

/** Programs whose command line, output and exit statuses ftmt can take on. */
export const personalities = ["mt", "mt-st"] as const;

/** One of {@link personalities}: `mt` is that of GNU cpio. */
export type Personality = (typeof personalities)[number];

/** Names by which the programs are called, such as those of links to ftmt. */
export function personalityOfName(name: string): Personality | undefined {
  if (name === "mt-gnu") return "mt";
  return personalities.find((known) => known === name);
}

/** The personality that `--as` asks for, and the words without it; undefined without `--as`. */
function askedPersonality(
  words: readonly string[],
): { readonly personality: Personality; readonly words: readonly string[] } | undefined {
  const end = words.indexOf("--");
  const at = words.findIndex((word) => word === "--as" || word.startsWith("--as="));
  if (at < 0 || (end >= 0 && at > end)) return undefined;
  const attached = words[at] !== "--as";
  const value = attached ? words[at]?.slice("--as=".length) : words[at + 1];
  const personality = personalities.find((known) => known === value);
  if (personality === undefined)
    throw new UsageError(`--as: '${value ?? ""}' is not one of ${personalities.join(", ")}`);
  return { personality, words: words.toSpliced(at, attached ? 1 : 2) };
}

/** Runs ftmt as another program where `--as` says so; undefined where it doesn't. */
export async function runAsAsked(
  context: Context,
  words: readonly string[],
  parse: ParseArguments,
): Promise<ExitStatus | undefined> {
  const asked = askedPersonality(words);
  if (asked === undefined) return undefined;
  const { runGnuMt, runMtSt } = await import("../ftmt/handlers.js");
  return asked.personality === "mt"
    ? runGnuMt(context, asked.words, parse)
    : runMtSt(context, asked.words);
}
