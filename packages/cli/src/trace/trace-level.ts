import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { UsageError } from "../usage-error.js";

/**
 * How much is traced, as the levels of the ftape driver: its debug messages were for whoever watched
 * the system log. A drive, simulated or not, has records of its own at all of them.
 */
export const TraceLevel = {
  /** Faults of our own (0), errors (1) and warnings (2): images have none that are not told anyway. */
  Bugs: 0,
  /** Tapes opened and closed, headers and volume tables read and written. */
  Information: 3,
  /** Operations and questions of programs with what came of them. */
  ProgramFlow: 5,
  /** Segments and blocks on their way. */
  DataFlow: 7,
} as const;

const MaxLevel = 8;

/** How a trace is written: a sentence or a JSON object a line. */
export type TraceFormat = "text" | "json";

/** A trace that somebody asked for. */
export interface TraceRequest {
  readonly level: number;
  readonly format: TraceFormat;
}

/**
 * The trace that `--trace` and `--trace-format`, or else `FTAPE_TRACE` and `FTAPE_TRACE_FORMAT`, ask for.
 * @throws {UsageError} for what is no level and no format.
 */
export function traceRequestOf(context: Pick<Context, "env">, args: Arguments): TraceRequest {
  return { level: traceLevelOf(context, args), format: traceFormatOf(context, args) };
}

function traceFormatOf({ env }: Pick<Context, "env">, args: Arguments): TraceFormat {
  const option = args.value("trace-format");
  const text = option ?? (env.FTAPE_TRACE_FORMAT || "text");
  if (text === "text" || text === "json") return text;
  throw new UsageError(`FTAPE_TRACE_FORMAT: '${text}' is neither 'text' nor 'json'`);
}

/**
 * The level that `--trace` or else `FTAPE_TRACE` asks for, -1 for none.
 * @throws {UsageError} for what is no level.
 */
function traceLevelOf({ env }: Pick<Context, "env">, args: Arguments): number {
  const option = args.value("trace");
  const text = option ?? (env.FTAPE_TRACE || "");
  if (option === undefined && text === "") return -1;
  if (/^[0-9]$/.test(text) && Number(text) <= MaxLevel) return Number(text);
  const name = option === undefined ? "FTAPE_TRACE" : "--trace";
  throw new UsageError(`${name}: '${text}' is not a trace level from 0 to ${MaxLevel}`);
}
