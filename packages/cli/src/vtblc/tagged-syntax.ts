import { CommandError } from "../usage-error.js";

/** One `KEYWORD value` line. */
export interface Tag {
  readonly keyword: string;
  /** What stands behind the keyword, without outer blanks; `""` when nothing does. */
  readonly value: string;
  readonly line: number;
}

/** One `ENTRY ... ENTRY END` of tagged input. */
export interface TaggedEntry {
  /** The number behind ENTRY. */
  readonly number: number | undefined;
  readonly line: number;
  readonly tags: readonly Tag[];
}

/** Tagged input that is not what it should be. */
export class TaggedError extends CommandError {
  constructor(line: number, message: string) {
    super(`standard input, line ${line}: ${message}`);
  }
}

/**
 * Splits tagged text (the format of `vtblc --print=tagged`) into entries. Comments from `#` to the
 * end of the line and empty lines are skipped; a `#` inside quotes is text.
 * @throws {TaggedError} with the line, where the text breaks the grammar.
 */
export function parseTagged(text: string): TaggedEntry[] {
  const entries: TaggedEntry[] = [];
  let state: "before" | "table" | "entry" | "behind" = "before";
  let entry: { number: number | undefined; line: number; tags: Tag[] } | undefined;
  let line = 0;
  for (const raw of text.split(/\r?\n/)) {
    line++;
    const words = withoutComment(raw).trim();
    if (words === "") continue;
    const { keyword = "", value = "" } =
      /^(?<keyword>\S+)\s*(?<value>.*)$/s.exec(words)?.groups ?? {};
    if (state === "before") {
      if (keyword !== "VTBL" || !/^START\b/.test(value))
        throw new TaggedError(line, `expected VTBL START, found '${words}'`);
      state = "table";
    } else if (state === "table") {
      if (keyword === "VTBL" && value === "END") state = "behind";
      else if (keyword === "ENTRY" && value !== "END") {
        entry = { number: entryNumber(value, line), line, tags: [] };
        state = "entry";
      } else throw new TaggedError(line, `expected ENTRY or VTBL END, found '${words}'`);
    } else if (state === "entry" && entry) {
      if (keyword === "ENTRY" && value === "END") {
        entries.push(entry);
        state = "table";
      } else if (keyword === "ENTRY" || keyword === "VTBL") {
        throw new TaggedError(line, `entry of line ${entry.line} has no ENTRY END`);
      } else entry.tags.push({ keyword, value, line });
    } else throw new TaggedError(line, `nothing may follow VTBL END, found '${words}'`);
  }
  if (state !== "behind") throw new TaggedError(line, "the text ends before VTBL END");
  return entries;
}

function withoutComment(line: string): string {
  return /^(?:[^"#]|"(?:[^"\\]|\\.)*"?)*/.exec(line)?.[0] ?? "";
}

function entryNumber(value: string, line: number): number | undefined {
  if (value === "") return undefined;
  if (!/^[0-9]{1,6}$/.test(value)) throw new TaggedError(line, `'${value}' is not an entry number`);
  return Number(value);
}
