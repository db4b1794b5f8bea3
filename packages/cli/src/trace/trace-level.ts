import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { UsageError } from "../usage-error.js";

/**
 * How much is traced, as the levels of the ftape driver: its debug messages were for whoever watched
 * the system log. 0 to 2 (bugs, errors, warnings) add nothing here: those are always told.
 */
export const TraceLevel = {
  /** Tapes opened and closed, headers and volume tables read and written. */
  Information: 3,
  /** Operations and questions of programs with what came of them. */
  ProgramFlow: 5,
  /** Segments and blocks on their way. */
  DataFlow: 7,
} as const;

const MaxLevel = 8;

/**
 * The level that `--trace` or else `FTAPE_TRACE` asks for, 0 for none.
 * @throws {UsageError} for what is no level.
 */
export function traceLevelOf({ env }: Pick<Context, "env">, args: Arguments): number {
  const option = args.value("trace");
  const text = option ?? (env.FTAPE_TRACE || "0");
  if (/^[0-9]$/.test(text) && Number(text) <= MaxLevel) return Number(text);
  const name = option === undefined ? "FTAPE_TRACE" : "--trace";
  throw new UsageError(`${name}: '${text}' is not a trace level from 0 to ${MaxLevel}`);
}
