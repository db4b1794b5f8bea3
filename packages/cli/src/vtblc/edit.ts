import type { Arguments } from "../command-table.js";
import { parseSuboptions, type Suboption, suboptionNumber } from "../suboptions.js";
import { CommandError, UsageError } from "../usage-error.js";
import { entryPlaces, writeNumber } from "./entry-places.js";
import { parseTableDate } from "./table-date.js";
import { createEntry, segmentsOf, type TableBounds, type TableEntry } from "./table-model.js";
import { parseTagged, type TaggedEntry } from "./tagged-syntax.js";
import { applyTags } from "./tagged-text.js";

/** What `vtblc` is asked to do with the table. */
export type Edit =
  | { readonly kind: "truncate"; readonly keep: number | undefined }
  | {
      readonly kind: "append" | "modify";
      readonly number: number | undefined;
      readonly suboptions: readonly Suboption[];
      readonly tagged: boolean;
    };

const suboptionNames = ["label", "date", "start", "end", "tagged"];
const LabelCharacters = 44;
const MaxSegment = 0xffffffff;

/**
 * The edit that the options ask for, undefined when they ask for none.
 * @throws {UsageError} for several actions at once or suboptions that make no sense.
 */
export function editOf(args: Arguments): Edit | undefined {
  const actions = ["print", "append", "modify", "truncate", "bsm"].filter((name) => args.has(name));
  if (actions.length > 1)
    throw new UsageError(
      `only one action at a time, not ${actions.map((a) => `--${a}`).join(" and ")}`,
    );
  const [action] = actions;
  if (action !== "append" && action !== "modify") {
    const [surplus] = args.operands;
    if (surplus !== undefined) throw new UsageError(`surplus operand '${surplus}'`);
    if (action !== "truncate") return undefined;
    return { kind: "truncate", keep: wholeNumber("truncate", args.value("truncate") || undefined) };
  }
  const suboptions = parseSuboptions([args.value(action) ?? "", ...args.operands], suboptionNames);
  const tagged = suboptions.some((option) => option.name === "tagged");
  for (const option of suboptions) if (option.name === "date") dateOf(option, 0);
  if (suboptions.length === 0)
    throw new UsageError(`--${action}: say what: ${suboptionNames.join(", ")}`);
  if (tagged && suboptions.length > 1)
    throw new UsageError(`--${action}: tagged input goes with no other suboption`);
  if (action === "append" && !tagged)
    for (const name of ["start", "end"])
      if (!suboptions.some((option) => option.name === name))
        throw new UsageError(`--append: ${name}=SEGMENT is missing`);
  return {
    kind: action,
    number: wholeNumber("vtbl-entry", args.value("vtbl-entry")),
    suboptions,
    tagged,
  };
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,6}$/.test(text))
    throw new UsageError(`--${option}: '${text}' is not a number of entries`);
  return Number(text);
}

/**
 * The table after an edit. Entries that are not named keep their identity.
 * @throws {UsageError} {@link TaggedError} and for entries that do not exist.
 */
export function editTable(
  entries: readonly TableEntry[],
  edit: Edit,
  input: string,
  bounds: TableBounds,
  now: number,
): TableEntry[] {
  if (edit.kind === "truncate") {
    const keep = edit.keep ?? entries.length - 1;
    if (keep < 0) throw new CommandError("the volume table is empty: nothing to remove");
    if (keep > entries.length)
      throw new CommandError(
        `--truncate=${keep}: the volume table has only ${entries.length} entries`,
      );
    return entries.slice(0, keep);
  }
  const result = [...entries];
  if (edit.tagged)
    for (const tagged of parseTagged(input)) putTagged(result, tagged, edit, bounds, now);
  else {
    const number = numberOf(edit, result.length);
    result[number] = applySuboptions(
      result[number] ?? createEntry(bounds.formatCode, now),
      edit.suboptions,
      now,
    );
  }
  return result;
}

/** Where an entry goes that states no number: behind the others, or over the last one. */
function numberOf(
  edit: { kind: "append" | "modify"; number: number | undefined },
  count: number,
): number {
  if (edit.kind === "append") return count;
  const number = edit.number ?? count - 1;
  if (number < 0 || number >= count)
    throw new CommandError(
      count === 0
        ? "the volume table is empty: nothing to change"
        : `there is no entry ${number}: the volume table has entries 0 to ${count - 1}`,
    );
  return number;
}

function putTagged(
  entries: TableEntry[],
  tagged: TaggedEntry,
  edit: { kind: "append" | "modify"; number: number | undefined },
  bounds: TableBounds,
  now: number,
): void {
  const number = tagged.number ?? numberOf(edit, entries.length);
  if (number > entries.length)
    throw new CommandError(
      `standard input, line ${tagged.line}: entry ${number} would leave a gap: the table has ${entries.length} entries`,
    );
  const before = entries[number] ?? createEntry(bounds.formatCode, now);
  const after = applyTags(before, tagged.tags, now);
  const counted = tagged.tags.some((tag) => tag.keyword === "NUM_SEGMENTS");
  entries[number] = counted ? after : countSegments(before, after);
}

function applySuboptions(
  entry: TableEntry,
  suboptions: readonly Suboption[],
  now: number,
): TableEntry {
  const places = entryPlaces(entry.layout);
  if (entry.signature !== "VTBL")
    throw new CommandError(`the entry is no volume but ${entry.signature}; use tagged input`);
  const after = { ...entry, bytes: entry.bytes.slice() };
  for (const option of suboptions) {
    if (option.name === "label") after.bytes.set(labelBytes(option), places.DESCRIPTION.offset);
    if (option.name === "date") writeNumber(after.bytes, places.DATE, BigInt(dateOf(option, now)));
    if (option.name === "start" || option.name === "end") {
      const place = option.name === "start" ? places.START : places.END;
      const most = Math.min(MaxSegment, 2 ** (8 * place.size) - 1);
      writeNumber(after.bytes, place, BigInt(suboptionNumber(option, 0, most)));
    }
  }
  return countSegments(entry, after);
}

function labelBytes(option: Suboption): Uint8Array {
  const field = new Uint8Array(LabelCharacters).fill(0x20);
  field.set(new TextEncoder().encode(option.value ?? "").subarray(0, LabelCharacters));
  return field;
}

function dateOf(option: Suboption, now: number): number {
  if (!option.value) return now;
  const packed = parseTableDate(option.value);
  if (packed === undefined)
    throw new UsageError(`date='${option.value}': expected HH:MM:SS MM/DD/YY`);
  return packed;
}

/** Entries of format code 6 also store how many segments there are. */
function countSegments(before: TableEntry, after: TableEntry): TableEntry {
  if (after.signature !== "VTBL" || after.layout !== "big") return after;
  const old = segmentsOf(before);
  const { firstSegment, lastSegment } = segmentsOf(after);
  const moved = old.firstSegment !== firstSegment || old.lastSegment !== lastSegment;
  if (moved && lastSegment >= firstSegment)
    writeNumber(
      after.bytes,
      entryPlaces("big").NUM_SEGMENTS,
      BigInt(lastSegment - firstSegment + 1),
    );
  return after;
}
