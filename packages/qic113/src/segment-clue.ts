/** What the data of one segment shows of a file set when no volume table tells of it. */
import { createFateList } from "./byte-fates.js";
import { type ByteRange, touchesRange } from "./byte-ranges.js";
import { isPlausibleEntry, isPlausibleHeader } from "./data-entry-reader.js";
import { readDirectoryTree } from "./directory-tree.js";
import { DataEntrySignature, type EntryFormat, hasDataEntrySignature } from "./entry.js";
import { divideSegment, type Framing } from "./extent.js";
import type { FrameDecoder } from "./frame-decoder.js";
import { concatenated } from "./frame-pieces.js";

/** Something that stands at the beginning of a segment: a directory, or the first data entry. */
export type Beginning = "directory" | "data";

/** What can be said of some bytes of a volume. */
export interface Clue {
  readonly begins?: { readonly format: EntryFormat; readonly with: Beginning };
  /** The format of data entries among the bytes. */
  readonly contains?: EntryFormat;
}

/** A segment of a compressed volume. */
export interface ExtentClue extends Clue {
  readonly framing: Framing;
  /** Of its first byte in the volume. */
  readonly position: number;
  /** Behind its last byte; where a frame goes on in the next segment, that is at least so far. */
  readonly end: number;
  /** Nothing but an extent looks like this; otherwise it counts only next to others. */
  readonly certain: boolean;
}

/** Entries that a directory has to begin with to be taken for one, unless its end is marked. */
const certainEntries = 2;

/** What bytes show of file sets; `lost` ones are zeros. */
export function clueOf(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  formats: readonly EntryFormat[],
): Clue {
  const contains = containedFormat(bytes, lost, formats);
  const begins = beginningOf(bytes, lost, formats);
  return { ...(contains && { contains }), ...(begins && { begins }) };
}

function beginningOf(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  formats: readonly EntryFormat[],
): Clue["begins"] {
  const readable = bytes.subarray(0, lost[0]?.start ?? bytes.length);
  for (const format of formats) {
    if (startsEntry(format, readable)) return { format, with: "data" };
    const { nodes, end } = readDirectoryTree(format, readable);
    if (nodes.length === 0 || end === "malformed" || end === "limit") continue;
    // The copy of an entry in front of its data may look like a directory of one that ends without a mark.
    if (!nodes.at(-1)!.entry.lastOfLevel && nodes.length < certainEntries) continue;
    if (!nodes.every(({ entry }) => isPlausibleEntry(entry))) continue;
    // An Extended directory begins with its root.
    if (format.kind === "extended" && !nodes[0]!.entry.root) continue;
    return { format, with: "directory" };
  }
  return undefined;
}

/** The first format of which a data entry with a plausible header stands somewhere in the bytes. */
function containedFormat(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  formats: readonly EntryFormat[],
): EntryFormat | undefined {
  const [first] = DataEntrySignature;
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1)) {
    if (!hasDataEntrySignature(bytes, at)) continue;
    for (const format of formats) {
      const headerBytes = startsEntry(format, bytes.subarray(at));
      if (headerBytes && !touchesRange(lost, at, at + headerBytes)) return format;
    }
  }
  return undefined;
}

/** Bytes of the plausible header of a data entry that bytes begin with; undefined when there is none. */
function startsEntry(format: EntryFormat, bytes: Uint8Array): number | undefined {
  const header = format.dataEntryAt(bytes);
  return typeof header === "object" && isPlausibleHeader(header) ? header.headerBytes : undefined;
}

/** Reads a segment as one of a compressed volume; undefined when it makes no sense as that. */
export function extentClueOf(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  framing: Framing,
  decoder: FrameDecoder,
  formats: readonly EntryFormat[],
  limitBytes: number,
): ExtentClue | undefined {
  const { position, frames, broken } = divideSegment(bytes, lost, framing);
  if (position === undefined || position > limitBytes || (broken && lost.length === 0))
    return undefined;
  const last = frames.at(-1)!;
  if (!last.continues && bytes.subarray(last.end).some((byte) => byte !== 0)) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  let compressed = false;
  for (const { stored, start, end, continues } of frames) {
    if (touchesRange(lost, start, end)) break;
    const part = bytes.subarray(start, end);
    const contents = continues
      ? decoder.decodeStart(stored, part)
      : decoder.decode({ stored, bytes: part, fates: createFateList() })?.bytes;
    if (contents === undefined) return undefined;
    parts.push(contents.slice());
    size += contents.length;
    compressed ||= !stored && !continues;
  }
  const clue = clueOf(concatenated(parts, size), [], formats);
  const certain = compressed || clue.begins !== undefined || clue.contains !== undefined;
  return { ...clue, framing, position, end: position + size, certain };
}

/** Whether no extent begins in a segment of a spanning volume: all of it continues a frame from before. */
export function continuesFrame(
  bytes: Uint8Array,
  lost: readonly ByteRange[],
  framing: Framing,
): boolean {
  if (!framing.spanning) return false;
  const { position, rest } = divideSegment(bytes, lost, framing);
  return position === undefined && rest !== undefined;
}
