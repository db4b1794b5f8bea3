import { capabilityOf } from "./capabilities.js";
import { ConfigError, errorAt } from "./config-error.js";
import type { ResolvedTapecap } from "./resolve-tapecap.js";
import { formatField, formatSource, type TapecapField } from "./tapecap-field.js";
import { decodeTapecapText } from "./tapecap-text.js";

/** Numbers of IRAF are C's int. */
const largest = 2 ** 31 - 1;

/** What holds for a code: the first that was given. Undefined when that is `code@`, or nothing. */
function given(resolved: ResolvedTapecap, code: string): TapecapField | undefined {
  const field = resolved.fields.find((each) => each.code === code);
  return field?.kind === "negated" ? undefined : field;
}

/** Whether the drive is said not to have it: the first of the code is `code@`. */
export function tapecapNegates(resolved: ResolvedTapecap, code: string): boolean {
  return resolved.fields.some((each) => each.code === code && each.kind === "negated");
}

/**
 * Whether a flag is on. Its value does not matter: `se=no` is on. In `strict` the first of a code
 * decides; in `iraf` a single `code@` anywhere switches a plain flag off.
 */
export function tapecapFlag(resolved: ResolvedTapecap, code: string): boolean {
  const on = given(resolved, code) !== undefined;
  if (resolved.compat === "strict" || capabilityOf(code)?.type !== "flag") return on;
  return on && !resolved.shadowed.some((each) => each.code === code && each.kind === "negated");
}

/**
 * A number, or undefined when none is given. `strict` takes decimal digits, behind `#` or `=`; of a
 * number behind `=`, `iraf` makes 0 for the FITS tasks, and elsewhere leaves out all that is no digit.
 * @throws {ConfigError} `BAD_VALUE` (only `strict`) naming where the value comes from
 */
export function tapecapNumber(resolved: ResolvedTapecap, code: string): number | undefined {
  const field = given(resolved, code);
  if (field === undefined) return undefined;
  const capability = capabilityOf(code);
  if (resolved.compat === "iraf") return irafNumber(field, capability?.reader === "fits");
  const digits = field.value.trim();
  if (digits === "" && capability?.type === "limit") return 0;
  const value = Number(digits);
  if (!/^\d+$/.test(digits) || value > largest) throw badValue(field, "a number up to 2147483647");
  return value;
}

function irafNumber({ kind, value }: TapecapField, strictly: boolean): number {
  if (strictly && kind !== "number") return 0;
  const digits = strictly ? (/^ *(\d+)/.exec(value)?.[1] ?? "") : value.replace(/\D/g, "");
  return Math.min(Number(digits), largest);
}

/** A text with its escapes resolved, or undefined when none is given. */
export function tapecapText(resolved: ResolvedTapecap, code: string): string | undefined {
  const field = given(resolved, code);
  if (field === undefined) return undefined;
  return decodeTapecapText(field.value, capabilityOf(code)?.reader ?? "driver", resolved.compat);
}

/** An error about a capability: names the line that it comes from, or the command line. */
function badValue(field: TapecapField, wanted: string): ConfigError {
  const message = `${formatField(field)} is not ${wanted}`;
  const { source, code, value } = field;
  return typeof source === "string"
    ? new ConfigError("BAD_VALUE", `${formatSource(source)}: ${message}`, { code, value })
    : errorAt(source, "BAD_VALUE", message, { code, value });
}
