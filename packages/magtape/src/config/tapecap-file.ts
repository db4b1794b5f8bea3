import { errorAt, type SourceLine } from "./config-error.js";

/**
 * `strict` follows the rules that users expect, and finds whatever IRAF finds; `iraf` copies the
 * oddities of its readers too. The table is in docs/formats/tape-configuration.md.
 */
export type TapecapCompat = "strict" | "iraf";

/** A line of a tapecap file at which an entry begins. */
export interface TapecapEntry extends SourceLine {
  /** Names as they are written, blanks included; the last is the description by convention. */
  readonly names: readonly string[];
  /** Where in its line the capabilities begin: the index of the colon. */
  readonly colon: number;
}

/** A tapecap file: its lines and where its entries begin. Bodies are read when they are wanted. */
export interface TapecapFile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly entries: readonly TapecapEntry[];
  /** Lines where an entry should begin but which have no colon. */
  readonly badHeaders: readonly number[];
}

/** The capabilities of an entry on one logical line. */
export interface EntryBody {
  /** Begins with the colon of the header. */
  readonly text: string;
  /** Where in the text each physical line begins, ascending. */
  readonly starts: readonly { readonly offset: number; readonly line: number }[];
  /** Line that promises a continuation and is the last; undefined for a whole entry. */
  readonly openLine: number | undefined;
}

/** Characters that an entry may have: far more than a drive can need, and an end to hostile files. */
const longestBody = 8192;

/**
 * Finds the entries of a tapecap file. Nothing is refused here: what is wrong with an entry shows when
 * it is used, and {@link lintTapecap} tells all of it. Lines end with LF or CR LF.
 */
export function parseTapecapFile(
  text: string,
  options: { readonly path?: string } = {},
): TapecapFile {
  const path = options.path ?? "tapecap";
  const lines = text.split(/\r?\n/);
  const entries: TapecapEntry[] = [];
  const badHeaders: number[] = [];
  lines.forEach((content, index) => {
    if (!/^[^ \t#:]/.test(content)) return;
    const colon = content.indexOf(":");
    if (colon < 0) badHeaders.push(index + 1);
    else entries.push({ path, line: index + 1, names: content.slice(0, colon).split("|"), colon });
  });
  return { path, lines, entries, badHeaders };
}

/** An odd number of backslashes: the last of them has no partner on its line. */
export function isContinued(line: string): boolean {
  let backslashes = 0;
  while (line[line.length - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

/**
 * Joins the lines of an entry. Leading blanks of a continuation are dropped, and a colon that follows
 * on a colon: an empty capability between two lines is none.
 * @throws {ConfigError} `TOO_LONG`
 */
export function entryBody(file: TapecapFile, entry: TapecapEntry): EntryBody {
  const starts = [{ offset: 0, line: entry.line }];
  let text = (file.lines[entry.line - 1] ?? "").slice(entry.colon);
  let line = entry.line;
  for (;;) {
    if (text.length > longestBody)
      throw errorAt(entry, "TOO_LONG", `the entry has more than ${longestBody} characters`);
    if (!isContinued(text)) return { text, starts, openLine: undefined };
    text = text.slice(0, -1);
    const next = (file.lines[line] ?? "").replace(/^[ \t]+/, "");
    if (next === "") return { text, starts, openLine: line };
    line += 1;
    starts.push({ offset: text.length, line });
    text += text.endsWith(":") && next.startsWith(":") ? next.slice(1) : next;
  }
}

/** The physical line in which a character of a body stands. */
export function lineOfOffset(body: EntryBody, offset: number): number {
  let found = 0;
  for (const { offset: start, line } of body.starts) if (start <= offset) found = line;
  return found;
}
