/** Checks of the arguments of faults against the table of kinds. */
import type { FaultArgument, NumberArgument } from "./fault-kind-info.js";
import type { FaultArguments } from "./faults.js";
import { isRecord, shown } from "./script-value.js";

/**
 * The arguments with their defaults filled in.
 * @throws {RangeError} naming the argument that is wrong.
 */
export function checkArguments(
  given: unknown,
  known: Readonly<Record<string, FaultArgument>>,
): FaultArguments {
  if (given !== undefined && !isRecord(given))
    throw new RangeError(`args must be an object, got ${shown(given)}`);
  const args: Record<string, number | string> = {};
  for (const [name, argument] of Object.entries(known))
    if (argument.default !== undefined) args[name] = argument.default;
  for (const [name, value] of Object.entries(given ?? {})) {
    const argument = Object.hasOwn(known, name) ? known[name] : undefined;
    if (argument === undefined) {
      const names = Object.keys(known);
      throw new RangeError(
        `args.${name} is not known; ${names.length === 0 ? "this kind has none" : `known are ${names.join(", ")}`}`,
      );
    }
    args[name] =
      "words" in argument ? word(name, value, argument.words) : number(name, value, argument);
  }
  return args;
}

function word(name: string, value: unknown, words: readonly string[]): string {
  if (typeof value !== "string" || !words.includes(value))
    throw new RangeError(`args.${name} must be one of ${words.join(", ")}, got ${shown(value)}`);
  return value;
}

function number(name: string, value: unknown, argument: NumberArgument): number {
  const { min, max, unit, whole = true } = argument;
  if (typeof value === "number" && value >= min && value <= max)
    if (!whole || Number.isInteger(value)) return value;
  throw new RangeError(
    `args.${name} must be ${whole ? "a whole number, " : ""}${min} to ${max}${unit && ` ${unit}`}, ` +
      `got ${shown(value)}`,
  );
}
