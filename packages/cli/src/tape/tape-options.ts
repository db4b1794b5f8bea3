import type { Arguments } from "../command-table.js";
import { UsageError } from "../usage-error.js";

/** `--longest BYTES`. */
export function longestOf(args: Arguments): number | undefined {
  return wholeBytes(args, "longest", 1);
}

/** `--block-size BYTES`; 0: of any length. */
export function blockBytesOf(args: Arguments): number | undefined {
  return wholeBytes(args, "block-size", 0);
}

const MostBytes = 0xffffff;

function wholeBytes(args: Arguments, option: string, least: number): number | undefined {
  const text = args.value(option);
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,9})(k?)$/.exec(text) ?? [];
  const bytes = Number(digits) * (unit === "k" ? 1024 : 1);
  if (bytes >= least && bytes <= MostBytes) return bytes;
  throw new UsageError(
    `--${option}: '${text}' is not a number of bytes from ${least} to ${MostBytes}`,
  );
}
