import type { Arguments } from "./command-table.js";
import { UsageError } from "./usage-error.js";

const LabelCharacters = 44;

/**
 * `--label`: printable ASCII that fits the field of a header or a volume entry.
 * @throws {UsageError}
 */
export function labelOption(args: Arguments): string | undefined {
  const label = args.value("label");
  if (label === undefined) return undefined;
  if (label.length > LabelCharacters)
    throw new UsageError(`--label: at most ${LabelCharacters} characters, got ${label.length}`);
  if (!/^[\x20-\x7e]*$/.test(label))
    throw new UsageError(`--label: '${label}' has characters that are not ASCII`);
  return label;
}
