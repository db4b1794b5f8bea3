import { ConfigError } from "./config-error.js";
import { overrideFields, type TapecapField } from "./tapecap-field.js";
import { parseTapecapFile, type TapecapCompat, type TapecapEntry } from "./tapecap-file.js";
import { type EntryChain, findTapecapEntry, followTapecapEntry } from "./tapecap-lookup.js";

/** Different codes that an entry may have. */
export const mostCodes = 200;

/** What to look up, and where. */
export interface TapecapQuery {
  /** Candidates in the order of {@link tapecapFiles}, those that exist. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly name: string;
  /** Capabilities from the command line: the attributes of a tape name. Win over all others. Default "". */
  readonly overrides?: string;
  /** Capabilities from the environment. Win over the file. Default "". */
  readonly devcap?: string;
  /** Default `strict`. */
  readonly compat?: TapecapCompat;
}

/** All that is configured for a device, each value with its origin. */
export interface ResolvedTapecap {
  readonly name: string;
  /** Names of the entry, the one that was asked for first, without the description. */
  readonly names: readonly string[];
  readonly compat: TapecapCompat;
  /** The entry, then those that `tc=` led to. */
  readonly entries: readonly TapecapEntry[];
  /** In order, the first of each code: what holds. */
  readonly fields: readonly TapecapField[];
  /** In order, what came too late: the code was given before. */
  readonly shadowed: readonly TapecapField[];
}

/**
 * Looks a device up. An entry that the first file does not have is looked for in the next, entry by
 * entry; in `iraf` any failure goes on to the next file, in `strict` a broken entry is an error.
 * @throws {ConfigError} `NO_ENTRY` naming all files, `TOO_MANY_CODES`, and those of {@link followTapecapEntry}
 */
export function resolveTapecap(query: TapecapQuery): ResolvedTapecap {
  const compat = query.compat ?? "strict";
  const { entries, fields } = chainOf(query, compat);
  const given = [
    ...overrideFields(query.overrides ?? "", "command line", compat),
    ...overrideFields(query.devcap ?? "", "environment", compat),
    ...fields,
  ];
  const first = new Map<string, TapecapField>();
  const shadowed: TapecapField[] = [];
  for (const field of given) {
    if (first.has(field.code)) shadowed.push(field);
    else first.set(field.code, field);
  }
  if (first.size > mostCodes)
    throw new ConfigError(
      "TOO_MANY_CODES",
      `${query.name} has ${first.size} different capabilities, more than ${mostCodes}`,
      { name: query.name },
    );
  return {
    name: query.name,
    names: namesOf(query.name, entries[0]),
    compat,
    entries,
    fields: [...first.values()],
    shadowed,
  };
}

function chainOf({ files, name }: TapecapQuery, compat: TapecapCompat): EntryChain {
  let failure: ConfigError | undefined;
  for (const { path, text } of files) {
    try {
      const file = parseTapecapFile(text, { path });
      const entry = findTapecapEntry(file, name, compat);
      if (entry !== undefined) return followTapecapEntry(file, entry, compat);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      if (compat === "strict") throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  const paths = files.map(({ path }) => path).join(", ");
  throw new ConfigError("NO_ENTRY", `no entry ${name} in ${paths || "any tapecap file"}`, { name });
}

function namesOf(name: string, entry: TapecapEntry | undefined): string[] {
  const listed = entry?.names ?? [];
  const useful = (listed.length > 1 ? listed.slice(0, -1) : listed).map((each) => each.trim());
  return [...new Set([name, ...useful.filter((each) => each !== "")])];
}
