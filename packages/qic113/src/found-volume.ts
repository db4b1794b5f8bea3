/** From segments that look like a file set to an entry that describes them. */
import { createCompressedStream } from "./compressed-stream.js";
import { readDataEntry } from "./data-entry-reader.js";
import { type DirectoryTree, readDirectoryTree } from "./directory-tree.js";
import type { EntryFormat } from "./entry.js";
import type { Framing } from "./extent.js";
import { createFindingList } from "./findings.js";
import { MaxFrameBytes } from "./frame-decoder.js";
import type { OemText } from "./oem-text.js";
import { placeDataEntries } from "./placement.js";
import { createPlainStream } from "./plain-stream.js";
import { dataBehind } from "./section-places.js";
import type { SegmentDataSource } from "./segment-data-source.js";
import { createSegmentSequence } from "./segment-sequence.js";
import { type FileSetVolume, readVolumeEntry } from "./volume-entry.js";
import { readRange, type VolumeStream } from "./volume-stream.js";
import { entryOf } from "./written-entry.js";

/** Segments that look like those of one file set; both ends inclusive. */
export interface FoundStretch {
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly format: EntryFormat;
  /** Of compressed volumes. */
  readonly framing: Framing | undefined;
  /** Where the extents that were found end in the volume. */
  readonly end: number;
  /** Where the directory begins; undefined when it was not found. */
  readonly directorySegment: number | undefined;
}

/** Sizes of a volume's sections, and whether the first data entry stands where they put it. */
export interface FoundSizes {
  readonly directoryBytes: number;
  readonly dataBytes: number;
  readonly certain: boolean;
}

/** More than the directory of the fullest cartridge. */
const maxDirectoryBytes = 64 * 1024 * 1024;
const firstReadBytes = 65536;
/** A zero in place of an entry's length may end a directory. */
const endMarkBytes = 2;

/** The bytes of a stretch. */
function streamOf(
  source: SegmentDataSource,
  { firstSegment, lastSegment, framing, end }: Omit<FoundStretch, "format">,
): VolumeStream {
  const sequence = createSegmentSequence([{ source, firstSegment, lastSegment }]);
  if (framing === undefined) return createPlainStream(sequence);
  // Of a spanning volume the last frame may end behind what its first part shows.
  const sizeBytes = framing.spanning ? end + MaxFrameBytes : end;
  const options = { framing, sizeBytes, limitBytes: sizeBytes };
  return createCompressedStream(sequence, options, createFindingList());
}

/** Sizes of the sections: as the directory has them, else all that is there. */
export async function foundSizes(
  source: SegmentDataSource,
  stretch: FoundStretch,
): Promise<FoundSizes> {
  const { format, framing, firstSegment, directorySegment } = stretch;
  const stream = streamOf(source, stretch);
  const room = stream.sizeBytes;
  const start =
    directorySegment === undefined
      ? undefined
      : await stream.positionOf(directorySegment - firstSegment);
  const tree = start === undefined ? undefined : await readTree(stream, format, start);
  const behind = format.kind === "extended";
  // One byte is too little for a directory: files are found by their signatures then.
  if (tree === undefined || start === undefined)
    return { directoryBytes: 1, dataBytes: Math.max(0, room - (behind ? 0 : 1)), certain: false };
  const { totalBytes } = placeDataEntries(tree.nodes, undefined);
  const whole = tree.missingLevels === 0 ? totalBytes : undefined;
  if (behind) {
    const fits = whole !== undefined && whole <= start;
    const used = tree.usedBytes + (tree.end === "table" ? 0 : endMarkBytes);
    const directoryBytes = Math.min(used, room - start);
    // Of a compressed volume the directory follows the data at once.
    return { directoryBytes, dataBytes: fits && !framing ? whole : start, certain: fits };
  }
  const directoryBytes = await dataBehind(stream, format, tree, tree.usedBytes);
  const first = await readDataEntry(stream, format, directoryBytes, room);
  const rest = Math.max(0, room - directoryBytes);
  return {
    directoryBytes,
    dataBytes: Math.min(whole ?? rest, rest),
    certain: typeof first === "object" && whole !== undefined,
  };
}

/** The volume of a stretch, with an entry that is made up. */
export async function foundVolume(
  source: SegmentDataSource,
  stretch: FoundStretch,
  oemText: OemText,
): Promise<FileSetVolume> {
  const { firstSegment, lastSegment, format, framing } = stretch;
  const sizes = await foundSizes(source, stretch);
  const old = format.kind === "basic" && framing?.positionBytes === 4;
  const options = {
    firstSegment,
    lastSegment,
    format: format.kind,
    compressed: framing !== undefined,
    spanning: framing?.spanning ?? false,
    old,
    oemText,
  };
  const entry = entryOf(options, firstSegment, lastSegment, sizes);
  const layout = old ? "c" : format.kind === "extended" ? "a-113" : "a-plain";
  return readVolumeEntry(entry, { firstSegment, lastSegment }, { layout, oemText })!;
}

/** Reads a directory of unknown size; undefined where there is none. */
async function readTree(
  stream: VolumeStream,
  format: EntryFormat,
  start: number,
): Promise<DirectoryTree | undefined> {
  for (let size = firstReadBytes; ; size *= 8) {
    const wanted = Math.min(size, maxDirectoryBytes, Math.max(0, stream.sizeBytes - start));
    const { bytes, holes } = await readRange(stream, start, wanted);
    const readable = bytes.subarray(0, holes[0] === undefined ? wanted : holes[0].start - start);
    const tree = readDirectoryTree(format, readable);
    if (tree.end === "cut" && readable.length === size) continue;
    return tree.nodes.length > 0 ? tree : undefined;
  }
}
