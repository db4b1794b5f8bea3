import { errorAt } from "./config-error.js";
import { entryFields, piecesOf, type TapecapField } from "./tapecap-field.js";
import {
  type EntryBody,
  entryBody,
  type TapecapCompat,
  type TapecapEntry,
  type TapecapFile,
} from "./tapecap-file.js";

/** Entries that `tc=` may lead to, one after the other. */
const longestTcChain = 8;

/** An entry with all that its `tc=` add to it. */
export interface EntryChain {
  /** The entry that was asked for, then those that `tc=` leads to. */
  readonly entries: readonly TapecapEntry[];
  readonly fields: readonly TapecapField[];
}

interface Names {
  /** Names with another name behind them, as written: all that IRAF ever finds. */
  readonly exact: ReadonlyMap<string, TapecapEntry>;
  /** Every name, without blanks around it: what a user means who wrote a single one. */
  readonly trimmed: ReadonlyMap<string, TapecapEntry>;
}

const indexes = new WeakMap<TapecapFile, Names>();

function namesOf(file: TapecapFile): Names {
  const known = indexes.get(file);
  if (known !== undefined) return known;
  const exact = new Map<string, TapecapEntry>();
  const trimmed = new Map<string, TapecapEntry>();
  for (const entry of file.entries) {
    for (const name of entry.names.slice(0, -1)) if (!exact.has(name)) exact.set(name, entry);
    for (const name of entry.names.map((each) => each.trim()))
      if (name !== "" && !trimmed.has(name)) trimmed.set(name, entry);
  }
  const names = { exact, trimmed };
  indexes.set(file, names);
  return names;
}

/**
 * The first entry with a name; undefined when there is none. IRAF never finds the last name of an
 * entry; `strict` finds it when no entry has the name where IRAF would look.
 * @throws {ConfigError} `BAD_HEADER` (only `iraf`) for a header without a colon on the way
 */
export function findTapecapEntry(
  file: TapecapFile,
  name: string,
  compat: TapecapCompat = "strict",
): TapecapEntry | undefined {
  const { exact, trimmed } = namesOf(file);
  if (compat === "strict") return exact.get(name) ?? trimmed.get(name.trim());
  const entry = exact.get(name);
  const line = file.badHeaders[0];
  if (line !== undefined && line < (entry?.line ?? Number.POSITIVE_INFINITY))
    throw errorAt({ path: file.path, line }, "BAD_HEADER", "an entry begins here without a colon");
  return entry;
}

/**
 * Collects the capabilities of an entry and of those that its `tc=` leads to. Only the last capability
 * of an entry can be `tc=`; each name is looked for from the top of the same file.
 * @throws {ConfigError} `BAD_HEADER`, `CONTINUATION_AT_END` (both only `iraf`), `TC_MISSING`,
 * `TC_LOOP` (only `strict`), `TC_TOO_DEEP`, `TOO_LONG`
 */
export function followTapecapEntry(
  file: TapecapFile,
  first: TapecapEntry,
  compat: TapecapCompat = "strict",
): EntryChain {
  const entries: TapecapEntry[] = [first];
  const fields: TapecapField[] = [];
  for (let entry = first; ; ) {
    const body = wholeBody(file, entry, compat);
    const own = entryFields(body, file.path, compat);
    const target = tcTarget(body, compat);
    fields.push(...(target === undefined ? own : own.slice(0, -1)));
    if (target === undefined) return { entries, fields };
    entry = nextEntry(file, target, entries, compat);
    entries.push(entry);
  }
}

function wholeBody(file: TapecapFile, entry: TapecapEntry, compat: TapecapCompat): EntryBody {
  const body = entryBody(file, entry);
  if (compat === "iraf" && body.openLine !== undefined)
    throw errorAt(
      { path: file.path, line: body.openLine },
      "CONTINUATION_AT_END",
      "the entry ends in a continuation",
    );
  return body;
}

/**
 * The name that the last capability leads to; undefined when that is not `tc`. IRAF goes by the
 * first two characters alone and looks at blanks behind the last colon too.
 */
export function tcTarget(body: EntryBody, compat: TapecapCompat): string | undefined {
  const last = piecesOf(body.text, compat).at(-1)?.text ?? "";
  if (compat === "iraf") return last.startsWith("tc") ? last.slice(3) : undefined;
  return last.startsWith("tc=") ? last.slice(3).trim() : undefined;
}

function nextEntry(
  file: TapecapFile,
  target: string,
  entries: readonly TapecapEntry[],
  compat: TapecapCompat,
): TapecapEntry {
  const at = entries.at(-1) ?? { path: file.path, line: 1 };
  const next = findTapecapEntry(file, target, compat);
  if (next === undefined)
    throw errorAt(at, "TC_MISSING", `tc=${target}: there is no such entry in this file`, {
      name: target,
    });
  if (compat === "strict" && entries.includes(next))
    throw errorAt(at, "TC_LOOP", `tc=${target} leads back to line ${next.line}`, {
      name: target,
      back: next.line,
    });
  if (entries.length > longestTcChain)
    throw errorAt(at, "TC_TOO_DEEP", `tc=${target} is the ${entries.length}th in a row`, {
      name: target,
    });
  return next;
}
