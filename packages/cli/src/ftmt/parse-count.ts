import { UsageError } from "../usage-error.js";

const MaxCount = 0x7fffffff;

/**
 * COUNT as strtol(3) with base 0 reads it: decimal, 0x... or 0..., default 1. Negative numbers are
 * refused: every operation has a twin for the other direction.
 * @throws {UsageError} `invalid count value`.
 */
export function parseCount(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = /^(0x[0-9a-f]+|[1-9][0-9]*|0)$/i.test(text)
    ? Number(text)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : Number.NaN;
  if (!(value <= MaxCount))
    throw new UsageError(
      `invalid count value '${text}': expected a whole number from 0 to ${MaxCount}`,
    );
  return value;
}
