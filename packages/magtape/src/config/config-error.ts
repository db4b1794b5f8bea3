/** Where in a configuration file something stands. Lines are counted from 1. */
export interface SourceLine {
  readonly path: string;
  readonly line: number;
}

/**
 * What is wrong with a configuration.
 *
 * - `NO_ENTRY`: no file has an entry, or a record, of this name
 * - `BAD_HEADER`: a line where an entry begins has no colon
 * - `CONTINUATION_AT_END`: an entry ends in the middle of a continuation
 * - `TC_MISSING`, `TC_LOOP`, `TC_TOO_DEEP`: `tc=` leads nowhere, in a circle, or over more than 8 entries
 * - `TOO_LONG`, `TOO_MANY_CODES`: an entry exceeds what anybody's parser takes
 * - `BAD_VALUE`: a capability, a block size or a flag is not what it must be
 * - `BAD_NAME`: the name of a device does not follow its grammar
 */
export type ConfigErrorCode =
  | "NO_ENTRY"
  | "BAD_HEADER"
  | "CONTINUATION_AT_END"
  | "TC_MISSING"
  | "TC_LOOP"
  | "TC_TOO_DEEP"
  | "TOO_LONG"
  | "TOO_MANY_CODES"
  | "BAD_VALUE"
  | "BAD_NAME";

/** `path` and `line` where a line is to blame, `name` of the device or entry, `value` as it is written. */
export type ConfigErrorDetails = Readonly<Record<string, string | number>>;

/**
 * A configuration, or the name of a device, does not say what it must. The message begins with
 * `FILE:LINE:` where a line of a file is to blame.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: ConfigErrorCode;
  readonly details: ConfigErrorDetails;

  constructor(code: ConfigErrorCode, message: string, details: ConfigErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** An error about a line: its message names the line, its details hold it. */
export function errorAt(
  { path, line }: SourceLine,
  code: ConfigErrorCode,
  message: string,
  details: ConfigErrorDetails = {},
): ConfigError {
  return new ConfigError(code, `${path}:${line}: ${message}`, { ...details, path, line });
}

/** A remark on a line of a configuration file, for whoever edits it. */
export interface LintFinding {
  /** Counted from 1. */
  readonly line: number;
  /** Stable name of the rule, such as `inert-tc`. */
  readonly rule: string;
  /** `error`: something is not found, not used or refused. `warning`: probably not what was meant. */
  readonly severity: "error" | "warning";
  readonly message: string;
}
