import { UsageError } from "./usage-error.js";

/** A sub-option as getsubopt(3) reads it: `name=value` or `name`. */
export interface Suboption {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Takes comma-separated sub-options apart. Besides what getsubopt(3) knows, `\\,` is a comma within a
 * value.
 * @throws {UsageError} for a name that is not among `names`.
 */
export function parseSuboptions(lists: readonly string[], names: readonly string[]): Suboption[] {
  return lists
    .flatMap((list) => list.split(/(?<!\\),/))
    .filter((word) => word !== "")
    .map((word) => {
      const at = word.indexOf("=");
      const name = at < 0 ? word : word.slice(0, at);
      if (!names.includes(name))
        throw new UsageError(`unknown suboption '${name}': expected ${names.join(", ")}`);
      return { name, value: at < 0 ? undefined : word.slice(at + 1).replaceAll("\\,", ",") };
    });
}

/**
 * A whole number of a sub-option, decimal or 0x...
 * @throws {UsageError} naming the sub-option and its range, both ends inclusive.
 */
export function suboptionNumber(option: Suboption, least: number, most: number): number {
  const text = option.value ?? "";
  const value = /^(0x[0-9a-f]+|[0-9]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(
      `${option.name}='${text}': expected a whole number from ${least} to ${most}`,
    );
  return value;
}
