import { touchesRange } from "./byte-ranges.js";
import {
  type DataEntryHeader,
  DataEntrySignature,
  type Entry,
  type EntryFormat,
  hasDataEntrySignature,
} from "./entry.js";
import { readRange, type VolumeStream } from "./volume-stream.js";

/** A header; or `hole`: bytes of it are lost; or `none`: there is something else. */
export type HeaderAt = DataEntryHeader | "hole" | "none";

/** Enough for the headers of DOS, and for most others. */
export const usualHeaderBytes = 1024;
/** Two fields of 16-bit length, their lengths and the signature. */
const maxHeaderBytes = 4 + 2 + 0xffff + 0xffff;

/** Reads the header of a data entry at a position of the stream, which goes to `end` at most. */
export async function readDataEntry(
  stream: VolumeStream,
  format: EntryFormat,
  position: number,
  end: number,
): Promise<HeaderAt> {
  for (const window of [usualHeaderBytes, maxHeaderBytes]) {
    const size = Math.min(window, end - position);
    if (size < DataEntrySignature.length) return "none";
    const { bytes, holes } = await readRange(stream, position, size);
    const lost = (length: number) => touchesRange(holes, position, position + length);
    if (lost(DataEntrySignature.length)) return "hole";
    if (!hasDataEntrySignature(bytes)) return "none";
    const header = format.dataEntryAt(bytes);
    if (typeof header === "object") return lost(header.headerBytes) ? "hole" : header;
    if (holes.length > 0) return "hole"; // zeros in place of lost bytes make no header
    if (header === "none") return "none";
  }
  return "none";
}

/** Whether a header is worth believing where nothing else says that there is one. */
export function isPlausibleHeader({ entry, headerBytes }: DataEntryHeader): boolean {
  const { dataEntryBytes } = entry;
  return isPlausibleEntry(entry) && (dataEntryBytes === undefined || dataEntryBytes >= headerBytes);
}

/** Whether an entry has a name as file systems have them, or as networks have drives. */
export function isPlausibleEntry({ name, root }: Entry): boolean {
  const allowed = (character: string) =>
    character >= " " && character !== "\x7f" && (root || !"/\\".includes(character));
  return name.length > 0 && name.length <= 255 && [...name].every(allowed);
}

/** How a data entry's header differs from what the directory says. */
export type HeaderDifference = "name" | "path" | "size" | "date";

/** Compares a header with the entry and its directories, the outermost first. */
export function compareHeader(
  { entry: copy, path }: DataEntryHeader,
  entry: Entry,
  parents: readonly Entry[],
): HeaderDifference[] {
  const differences: HeaderDifference[] = [];
  if (copy.name !== entry.name) differences.push("name");
  const names = parents.map(({ name }) => name);
  const below = parents.filter(({ root }) => !root).map(({ name }) => name);
  if (!same(path, names) && !same(path, below)) differences.push("path");
  if (!sizesAgree(copy, entry)) differences.push("size");
  if (!datesAgree(copy, entry)) differences.push("date");
  return differences;
}

/** Sizes that are unknown on either side agree with everything. */
function sizesAgree(a: Entry, b: Entry): boolean {
  const agree = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined || one === other;
  return (
    agree(a.dataEntryBytes, b.dataEntryBytes) &&
    a.descriptions.every((one) =>
      agree(one.areaBytes, b.descriptions.find(({ id }) => id === one.id)?.areaBytes),
    )
  );
}

function datesAgree({ modified: a }: Entry, { modified: b }: Entry): boolean {
  if (a?.kind === "gmt" && b?.kind === "gmt") return a.seconds === b.seconds;
  return JSON.stringify(a) === JSON.stringify(b);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
