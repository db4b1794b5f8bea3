import { ExitStatus } from "../exit-status.js";
import { UsageError } from "../usage-error.js";
import { type Operation, operations } from "./operations.js";

/** Every name an operation can be called by, in the order of the table. */
export const operationNames: readonly string[] = operations.flatMap((row) => [
  row.name,
  ...(row.aliases ?? []),
]);

/**
 * The operation that a word names: an exact name wins, else the beginning of names that all mean
 * the same operation.
 * @throws {UsageError} with exit status 2, as GNU mt, when none or several match.
 */
export function findOperation(word: string): Operation {
  const named = (matches: (name: string) => boolean) =>
    operations.filter((row) => [row.name, ...(row.aliases ?? [])].some(matches));
  const [exact] = named((name) => name === word);
  if (exact) return exact;
  const candidates = named((name) => name.startsWith(word));
  const [only, another] = candidates;
  if (only && !another) return only;
  const problem = only ? "ambiguous" : "invalid";
  throw new UsageError(`${problem} argument '${word}' for 'operation'`, {
    status: ExitStatus.Failed,
    hint: ["Valid arguments are:", ...operations.map(operationLine)].join("\n"),
  });
}

function operationLine(row: Operation): string {
  return `  - ${[row.name, ...(row.aliases ?? [])].map((name) => `'${name}'`).join(", ")}`;
}
