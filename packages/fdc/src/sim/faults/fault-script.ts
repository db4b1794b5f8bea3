/** Fault scripts: JSON that says what goes wrong, where and when. */
import { FdcError } from "../../errors.js";
import { checkArguments } from "./fault-arguments.js";
import { faultKinds } from "./fault-kinds.js";
import { checkWhen, type FaultWhen } from "./fault-when.js";
import { checkWhere, type FaultWhere } from "./fault-where.js";
import type { FaultArguments, FaultKind } from "./faults.js";
import { isRecord, shown } from "./script-value.js";

/** One thing that goes wrong. */
export interface FaultEntry {
  readonly kind: FaultKind;
  /** Only there; everywhere when absent. */
  readonly where?: FaultWhere;
  /** On which of the occasions that `where` leaves; on all of them when absent. */
  readonly when?: FaultWhen;
  /** See {@link faultKinds}; arguments with a default may be left out. */
  readonly args?: FaultArguments;
}

/** Entries are asked in order; of several that strike at once the first gives the arguments. */
export type FaultScript = readonly FaultEntry[];

/** More entries than this are refused. */
export const MaxFaultEntries = 10_000;

/**
 * Checks a script, given as a value or as the text of a JSON file, and fills in the default arguments.
 * @throws {FdcError} `BAD_FAULT_SCRIPT` naming entry (from 1) and field.
 */
export function readFaultScript(source: unknown): FaultScript {
  const value = typeof source === "string" ? parse(source) : source;
  if (!Array.isArray(value)) throw badScript("fault script must be a list of entries");
  if (value.length > MaxFaultEntries)
    throw badScript(`fault script has ${value.length} entries, more than ${MaxFaultEntries}`);
  return value.map((entry: unknown, index) => {
    try {
      return checkEntry(entry);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const kind = isRecord(entry) && typeof entry.kind === "string" ? ` (${entry.kind})` : "";
      throw badScript(`entry ${index + 1}${kind}: ${error.message}`, index + 1);
    }
  });
}

function checkEntry(entry: unknown): FaultEntry {
  if (!isRecord(entry)) throw new RangeError("must be an object with kind, where, when and args");
  for (const name of Object.keys(entry))
    if (!["kind", "where", "when", "args"].includes(name))
      throw new RangeError(`${name} is not a field; fields are kind, where, when and args`);
  const { kind } = entry;
  if (!isFaultKind(kind))
    throw new RangeError(
      `kind must be one of ${Object.keys(faultKinds).join(", ")}, got ${shown(kind)}`,
    );
  const info = faultKinds[kind];
  return {
    kind,
    ...(entry.where === undefined ? {} : { where: checkWhere(entry.where, info.where) }),
    ...(entry.when === undefined ? {} : { when: checkWhen(entry.when) }),
    args: checkArguments(entry.args, info.args),
  };
}

function isFaultKind(kind: unknown): kind is FaultKind {
  return typeof kind === "string" && Object.hasOwn(faultKinds, kind);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badScript(`fault script is not JSON: ${(error as Error).message}`);
  }
}

function badScript(message: string, entry?: number): FdcError {
  return new FdcError("BAD_FAULT_SCRIPT", message, entry === undefined ? {} : { entry });
}
