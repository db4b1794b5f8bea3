import type { SourceLine } from "./config-error.js";
import { type EntryBody, lineOfOffset, type TapecapCompat } from "./tapecap-file.js";

/** Where a capability came from. */
export type TapecapSource = SourceLine | "command line" | "environment";

/** One capability: a code of two characters and what is said about it. */
export interface TapecapField {
  readonly code: string;
  /** `code`, `code#value`, `code=value` or `code@`, which says that the drive does not have it. */
  readonly kind: "flag" | "number" | "text" | "negated";
  /** What follows, escapes and all; "" for most flags. */
  readonly value: string;
  readonly source: TapecapSource;
}

const kinds: Readonly<Record<string, TapecapField["kind"]>> = {
  "#": "number",
  "=": "text",
  "@": "negated",
};

/** A piece of a capability list between two colons. */
export interface TapecapPiece {
  readonly text: string;
  /** Index of its first character in the list. */
  readonly offset: number;
}

/**
 * Cuts a capability list at its colons; what is in front of the first is left out. `strict` takes
 * `\:` for a colon within a value and drops blanks around a piece.
 */
export function piecesOf(list: string, compat: TapecapCompat): TapecapPiece[] {
  const pieces: TapecapPiece[] = [];
  let start = list.indexOf(":") + 1;
  if (start === 0) return pieces;
  for (let at = start; at <= list.length; at++) {
    if (compat === "strict" && list[at] === "\\" && at + 1 < list.length) {
      at += 1;
    } else if (at === list.length || list[at] === ":") {
      if (at > start) pieces.push(pieceOf(list, start, at, compat));
      start = at + 1;
    }
  }
  return pieces.filter(({ text }) => text !== "");
}

function pieceOf(list: string, start: number, end: number, compat: TapecapCompat): TapecapPiece {
  if (compat === "iraf") return { text: list.slice(start, end), offset: start };
  let [first, last] = [start, end];
  while (first < last && isBlank(list[first])) first += 1;
  while (first < last && isBlank(list[last - 1])) last -= 1;
  return { text: list.slice(first, last), offset: first };
}

const isBlank = (character: string | undefined) => character === " " || character === "\t";

/** A piece as a capability; undefined when it has less than the two characters of a code. */
function fieldOf(text: string, source: TapecapSource): TapecapField | undefined {
  if (text.length < 2) return undefined;
  const kind = kinds[text[2] ?? ""] ?? "flag";
  const value = text.slice(kind === "flag" ? 2 : 3);
  return { code: text.slice(0, 2), kind, value, source };
}

/** The capabilities of an entry, in order and with the line of each. `tc` is one of them. */
export function entryFields(body: EntryBody, path: string, compat: TapecapCompat): TapecapField[] {
  return piecesOf(body.text, compat).flatMap(({ text, offset }) => {
    const field = fieldOf(text, { path, line: lineOfOffset(body, offset) });
    return field === undefined ? [] : [field];
  });
}

/**
 * The capabilities of a command line or an environment variable. IRAF leaves out what is in front of
 * the first colon; `strict` needs no colon there.
 */
export function overrideFields(
  list: string,
  source: "command line" | "environment",
  compat: TapecapCompat,
): TapecapField[] {
  const pieces = piecesOf(compat === "strict" ? `:${list}` : list, compat);
  return pieces.flatMap(({ text }) => fieldOf(text, source) ?? []);
}

/** The capability as a file has it: `bs#512`, `se`, `re@`. */
export function formatField({ code, kind, value }: TapecapField): string {
  const sign = { flag: "", number: "#", text: "=", negated: "@" }[kind];
  return `${code}${sign}${value}`;
}

/** `FILE:LINE`, or where else a capability came from. */
export function formatSource(source: TapecapSource): string {
  return typeof source === "string" ? source : `${source.path}:${source.line}`;
}
