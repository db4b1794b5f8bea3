/**
 * Finds file sets in a stretch of segments that no volume table tells of: by directories and data entries
 * at the beginning of segments, by signatures inside of them, and by the positions of compressed extents,
 * which begin anew with every volume.
 */
import { createBasicFormat } from "./basic-entry.js";
import { extendedFormat } from "./extended-entry.js";
import type { Framing } from "./extent.js";
import type { FileSetOptions } from "./file-set.js";
import { type FoundStretch, foundSizes, foundVolume } from "./found-volume.js";
import { createFrameDecoder } from "./frame-decoder.js";
import { createOemText } from "./oem-text.js";
import {
  type Clue,
  clueOf,
  continuesFrame,
  type ExtentClue,
  extentClueOf,
} from "./segment-clue.js";
import {
  MaxSegmentDataBytes,
  readSegmentData,
  requireDataBytes,
  type SegmentDataSource,
} from "./segment-data-source.js";
import type { FileSetVolume } from "./volume-entry.js";

/** Segments to look at, both inclusive. */
export interface SegmentStretch {
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** A stretch that is being followed. */
interface OpenStretch extends FoundStretch {
  /** Data entries were seen: it is more than something that looks like a directory. */
  readonly confirmed: boolean;
  /** Last one of its segments that is not damaged. */
  readonly lastWhole: number;
  /** Last segment that belongs to it for certain; none behind it does. */
  readonly knownLast: number | undefined;
}

const framings: readonly Framing[] = [
  { spanning: false, positionBytes: 8 },
  { spanning: false, positionBytes: 4 },
  { spanning: true, positionBytes: 8 },
  { spanning: true, positionBytes: 4 },
];
/** No LZS stream expands further. */
const maxRatio = 30;

/**
 * Finds the file sets among segments, in order. Their entries are made up from what is found: sizes may
 * be those of all segments, and there is no description. Reads every segment once, those of directories
 * again.
 */
export async function findFileSets(
  source: SegmentDataSource,
  { firstSegment, lastSegment }: SegmentStretch,
  { oemText = createOemText(), signal }: Pick<FileSetOptions, "oemText" | "signal"> = {},
): Promise<FileSetVolume[]> {
  // Extended first: its headers have more in them that has to fit.
  const formats = [extendedFormat, createBasicFormat(oemText)];
  const decoder = createFrameDecoder();
  const limitBytes = (lastSegment - firstSegment + 1) * MaxSegmentDataBytes * maxRatio;
  const found: FileSetVolume[] = [];
  let open: OpenStretch | undefined;
  const close = async (last: number) => {
    if (open?.confirmed) {
      const stretch = { ...open, lastSegment: Math.min(last, open.knownLast ?? last) };
      found.push(await foundVolume(source, stretch, oemText));
    }
    open = undefined;
  };
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    signal?.throwIfAborted();
    const { bytes, fates } = await readSegmentData(source, segment);
    const { holes } = fates;
    let extent: ExtentClue | undefined;
    for (const framing of open?.framing ? [open.framing, ...framings] : framings) {
      const clue = extentClueOf(bytes, holes, framing, decoder, formats, limitBytes);
      if (clue && (clue.certain || (open && goesOn(open, clue)))) {
        extent = clue;
        break;
      }
    }
    const rest = open?.framing && !extent && continuesFrame(bytes, holes, open.framing);
    const clue = extent ?? (rest ? {} : clueOf(bytes, holes, formats));
    if (open === undefined || !belongs(open, segment, clue, extent, holes.length > 0)) {
      // A damaged segment may be one of frames, which nothing shows: data entries in it start nothing.
      const contains = holes.length === 0 ? clue.contains : undefined;
      const format = clue.begins?.format ?? contains;
      if (open?.knownLast !== undefined && segment > open.knownLast) await close(segment - 1);
      if (format === undefined && extent === undefined) continue;
      // In front of the middle of a compressed volume damaged segments are rather its beginning.
      const last = extent && extent.position > 0 ? open?.lastWhole : segment - 1;
      await close(last ?? segment - 1);
      const inFront = clue.begins?.with === "directory" && clue.begins.format.kind === "basic";
      open = {
        firstSegment: segment,
        lastSegment,
        format: format ?? extendedFormat,
        framing: extent?.framing,
        end: 0,
        directorySegment: inFront ? segment : undefined,
        confirmed: false,
        lastWhole: segment,
        knownLast: undefined,
      };
      if (inFront && !extent) open = { ...open, knownLast: await lastInFront(source, open) };
    }
    open = await grown(source, open, segment, clue, extent);
    if (holes.length === 0) open = { ...open, lastWhole: segment };
  }
  await close(lastSegment);
  return found;
}

/** Whether the data of an undamaged segment is the beginning of a file set, compressed or not. */
export function beginsFileSet(
  data: Uint8Array,
  { oemText = createOemText() }: Pick<FileSetOptions, "oemText"> = {},
): boolean {
  const formats = [extendedFormat, createBasicFormat(oemText)];
  const decoder = createFrameDecoder();
  const extentBegins = (framing: Framing) =>
    extentClueOf(data, [], framing, decoder, formats, 0)?.begins !== undefined;
  return clueOf(data, [], formats).begins !== undefined || framings.some(extentBegins);
}

/** An extent that continues a stretch. */
function goesOn({ framing, end }: OpenStretch, extent: ExtentClue): boolean {
  return (
    framing?.spanning === extent.framing.spanning &&
    framing.positionBytes === extent.framing.positionBytes &&
    extent.position >= end &&
    end > 0
  );
}

/** Whether a segment is one of the stretch that is being followed. */
function belongs(
  open: OpenStretch,
  segment: number,
  clue: Clue,
  extent: ExtentClue | undefined,
  damaged: boolean,
): boolean {
  const { framing, format, directorySegment, knownLast } = open;
  if (knownLast !== undefined) return segment <= knownLast;
  if (extent !== undefined) return goesOn(open, extent);
  const { begins, contains } = clue;
  if (framing !== undefined) return damaged || (begins === undefined && contains === undefined);
  if (begins === undefined) return contains === undefined || contains.kind === format.kind;
  if (begins.format.kind !== format.kind) return false;
  return format.kind === "extended" ? directorySegment === undefined : begins.with === "data";
}

/** A stretch with one more segment. */
async function grown(
  source: SegmentDataSource,
  open: OpenStretch,
  segment: number,
  { begins, contains }: Clue,
  extent: ExtentClue | undefined,
): Promise<OpenStretch> {
  const confirmed = open.confirmed || contains !== undefined;
  const format = open.confirmed ? open.format : (contains ?? open.format);
  const next = { ...open, format, confirmed, end: extent?.end ?? open.end };
  const directoryHere =
    format.kind === "extended" &&
    begins?.with === "directory" &&
    begins.format.kind === "extended" &&
    open.directorySegment === undefined &&
    (open.knownLast === undefined || segment <= open.knownLast);
  if (!directoryHere) return next;
  const behind = { ...next, directorySegment: segment };
  if (extent !== undefined) return behind;
  const { directoryBytes } = await foundSizes(source, behind);
  return { ...behind, knownLast: lastOf(source, behind, segment, directoryBytes) };
}

/** Last segment of an uncompressed file set with the directory in front; undefined when that is not certain. */
async function lastInFront(
  source: SegmentDataSource,
  open: OpenStretch,
): Promise<number | undefined> {
  const { directoryBytes, dataBytes, certain } = await foundSizes(source, open);
  return certain ? lastOf(source, open, open.firstSegment, directoryBytes + dataBytes) : undefined;
}

/** The segment where so many bytes from the beginning of another one on end. */
function lastOf(
  source: SegmentDataSource,
  { lastSegment }: OpenStretch,
  from: number,
  bytes: number,
): number {
  let last = from;
  for (let left = bytes - requireDataBytes(source, from); left > 0 && last < lastSegment; )
    left -= requireDataBytes(source, ++last);
  return last;
}
