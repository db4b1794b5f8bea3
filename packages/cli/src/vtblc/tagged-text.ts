import { VolumeEntryBytes } from "@floppytape/qic-format";
import type { TableBounds, TableEntry } from "./table-model.js";
import { tagRows } from "./tag-rows.js";
import { type Tag, TaggedError } from "./tagged-syntax.js";
import { hexValue, parseHexValue, textValue } from "./tagged-values.js";

/** Bytes of the signature in front of every entry. */
const SignatureBytes = 4;
const signatures = ["VTBL", "XTBL", "UTID", "EXVT"];

/** The table as `vtblc --print=tagged` writes it and `--modify tagged` reads it. */
export function taggedText(entries: readonly TableEntry[], bounds: TableBounds): string {
  const lines = [`VTBL START ${bounds.firstDataSegment} ${bounds.lastDataSegment}`];
  for (const [number, entry] of entries.entries()) {
    lines.push(`ENTRY ${number}`, `SIGNATURE "${entry.signature}"`);
    if (entry.signature === "VTBL")
      for (const row of tagRows)
        lines.push(`${row.keyword} ${row.show(entry.bytes, entry.layout)}`);
    else lines.push(`ENTRY_DATA ${hexValue(entry.bytes.subarray(SignatureBytes))}`);
    lines.push("ENTRY END");
  }
  lines.push("VTBL END");
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * A copy of `entry` with the tags applied. A tag that says what the entry holds already changes
 * nothing, so that a printed table read back leaves every byte alone.
 * @throws {TaggedError}
 */
export function applyTags(entry: TableEntry, tags: readonly Tag[], now: number): TableEntry {
  const signature = signatureOf(tags) ?? entry.signature;
  const bytes = entry.bytes.slice();
  bytes.set(new TextEncoder().encode(signature));
  const result: TableEntry = { ...entry, signature, bytes };
  for (const tag of tags) {
    if (tag.keyword === "SIGNATURE") continue;
    if (signature === "VTBL") applyVolumeTag(result, tag, now);
    else applyEntryData(result, tag);
  }
  return result;
}

function signatureOf(tags: readonly Tag[]): string | undefined {
  const tag = tags.find((candidate) => candidate.keyword === "SIGNATURE");
  if (!tag) return undefined;
  const signature = tag.value.replaceAll('"', "");
  if (!signatures.includes(signature))
    throw new TaggedError(tag.line, `SIGNATURE ${tag.value}: expected ${signatures.join(", ")}`);
  return signature;
}

function applyVolumeTag({ bytes, layout }: TableEntry, tag: Tag, now: number): void {
  const row = tagRows.find((candidate) => candidate.keyword === tag.keyword);
  if (!row) throw new TaggedError(tag.line, `unknown keyword ${tag.keyword}`);
  if (row.show(bytes, layout) === tag.value) return;
  if (!row.apply(bytes, layout, tag.value, now))
    throw new TaggedError(
      tag.line,
      `${tag.keyword} can't be ${tag.value}; it is ${row.show(bytes, layout)} now`,
    );
}

function applyEntryData({ bytes, signature }: TableEntry, tag: Tag): void {
  if (tag.keyword !== "ENTRY_DATA")
    throw new TaggedError(
      tag.line,
      `an entry ${textValue(new TextEncoder().encode(signature))} takes only ENTRY_DATA, not ${tag.keyword}`,
    );
  const data = parseHexValue(tag.value, VolumeEntryBytes - SignatureBytes);
  if (!data) throw new TaggedError(tag.line, "ENTRY_DATA takes at most 124 bytes as 0xNN");
  bytes.set(data, SignatureBytes);
}
