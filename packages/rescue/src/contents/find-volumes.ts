import { beginsFileSet } from "@floppytape/qic113";
import { archiveEnd } from "./archive-contents.js";
import { cpioHeaderTarget } from "./cpio/walk-cpio.js";
import { contentsOfBytes } from "./detect-contents.js";
import { createExpandedBytes } from "./expanded-bytes.js";
import { foundFileSets } from "./file-sets/found-file-sets.js";
import { segmentSource } from "./file-sets/tape-file-sets.js";
import {
  type CompressedPlace,
  findCompressedVolume,
  resemblesCompressed,
} from "./find-compressed-volume.js";
import { isConstant } from "./headerless/trial-maps.js";
import { createPlainBytes, type SegmentStretch } from "./plain-bytes.js";
import { compressedRemains } from "./raw-contents.js";
import { recordedVolume } from "./recorded-volume.js";
import type { AccountedBytes, RecordedVolume } from "./recording.js";
import type { TapeSegments } from "./tape-segments.js";
import { readTarHeader } from "./tar/tar-header.js";

/** A stretch of tape that is taken for a volume. */
interface FoundVolume {
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly compressed: boolean;
  readonly bytes: () => AccountedBytes;
}

/**
 * Finds volumes by what segments begin with, since every volume begins with a segment: archives up to
 * their ends, compressed volumes of zftape as far as they go, also without their beginning, file sets of DOS programs by their signatures, and what
 * lies between as volumes of which nothing is known. Segments at the ends of a stretch that hold one value throughout were never written.
 */
export async function findVolumes(
  segments: TapeSegments,
  firstSegment: number,
  signal?: AbortSignal,
): Promise<RecordedVolume[]> {
  const found: RecordedVolume[] = [];
  const add = (volume: FoundVolume) =>
    found.push(
      recordedVolume({ ...volume, index: found.length, label: "", origin: "found", findings: [] }),
    );
  /** What no file set is in: the rest of a compressed volume whose beginning is lost, or nothing that is known. */
  const addUnknown = async (first: number, last: number) => {
    const sound = await firstSound(segments, first, last);
    // Lost segments in front may look as if they never were written.
    const behind = found.at(-1)?.lastSegment ?? firstSegment - 1;
    const start = await lostBefore(segments, behind + 1, first);
    const rest =
      sound && (await compressedVolume(segments, { first: start, ...sound, limit: last }));
    const remains = sound && resemblesCompressed(segments, start, sound.at, sound.data);
    if (rest) {
      add(rest);
      if (rest.lastSegment < last) add(plainVolume(segments, rest.lastSegment + 1, last));
      return;
    }
    const volume = plainVolume(segments, first, last);
    add(volume);
    const index = found.length - 1;
    const contents = async () => compressedRemains(volume.bytes(), index);
    if (remains) found[index] = { ...found[index]!, contents };
  };
  const end = await lastRecorded(segments, firstSegment, signal);
  /** What lies between volumes, as far as it was written. */
  let unknown: SegmentStretch | undefined;
  const endUnknown = async () => {
    if (unknown === undefined) return;
    let { firstSegment: next } = unknown;
    for (const fileSet of await fileSetsIn(segments, unknown, found.length, signal)) {
      const { firstSegment: first = next, lastSegment: last = first } = fileSet;
      if (first > next) await addUnknown(next, first - 1);
      found.push({ ...fileSet, index: found.length });
      next = last + 1;
    }
    if (next <= unknown.lastSegment) await addUnknown(next, unknown.lastSegment);
    unknown = undefined;
  };
  for (let at = firstSegment; at <= end; ) {
    signal?.throwIfAborted();
    const volume = await volumeAt(segments, at, end, signal);
    if (volume) {
      await endUnknown();
      add(volume);
      at = volume.lastSegment + 1;
      continue;
    }
    if (!(await isBlank(segments, at)))
      unknown = { firstSegment: unknown?.firstSegment ?? at, lastSegment: at };
    at++;
  }
  await endUnknown();
  return found;
}

function fileSetsIn(
  segments: TapeSegments,
  stretch: SegmentStretch,
  firstIndex: number,
  signal: AbortSignal | undefined,
): Promise<RecordedVolume[]> {
  return foundFileSets(segmentSource(segments), stretch, {
    firstIndex,
    otherwise: (bytes, options) => contentsOfBytes(bytes, firstIndex, options.signal),
    ...(signal && { signal }),
  });
}

/** The volume that begins with a segment, if there is no doubt. */
async function volumeAt(
  segments: TapeSegments,
  at: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<FoundVolume | undefined> {
  if (segments.dataBytes(at) === 0) return undefined;
  const { data, report } = await segments.read(at);
  if (report.how !== "read" && report.how !== "corrected") return undefined;
  const kind = archiveIn(data);
  if (kind) {
    // An archive may end in zeros, which look as if nothing was recorded: it says itself how far it goes.
    const lastSegment = segments.lastDataSegment;
    const bytes = createPlainBytes(segments, { firstSegment: at, lastSegment });
    const size = await archiveEnd(bytes, kind, signal);
    const ends = size < bytes.sizeBytes;
    return plainVolume(segments, at, ends ? segmentBefore(segments, at, lastSegment, size) : end);
  }
  // Frames that are only stored look alike in volumes of zftape and of DOS programs.
  if (beginsFileSet(data)) return undefined;
  return compressedVolume(segments, { first: at, at, data, limit: end, begins: true });
}

async function compressedVolume(
  segments: TapeSegments,
  place: CompressedPlace,
): Promise<FoundVolume | undefined> {
  const compressed = await findCompressedVolume(segments, place);
  if (compressed === undefined) return undefined;
  const bytes = () => createExpandedBytes(segments, compressed);
  return { ...compressed, compressed: true, bytes };
}

/** The first of the lost segments in front of a segment, `first` at least; the segment itself when there are none. */
async function lostBefore(segments: TapeSegments, first: number, at: number): Promise<number> {
  let start = at;
  for (let segment = at - 1; segment >= first; segment--) {
    if (segments.dataBytes(segment) === 0) continue;
    const { report } = await segments.read(segment);
    if (report.how === "read" || report.how === "corrected") break;
    start = segment;
  }
  return start;
}

/** The first segment of a stretch that can be read, with a copy of its data: what it begins with tells what the stretch is. */
async function firstSound(
  segments: TapeSegments,
  first: number,
  last: number,
): Promise<Pick<CompressedPlace, "at" | "data"> | undefined> {
  for (let at = first; at <= last; at++) {
    if (segments.dataBytes(at) === 0) continue;
    const { data, report } = await segments.read(at);
    if (report.how === "read" || report.how === "corrected") return { at, data: data.slice() };
  }
  return undefined;
}

function archiveIn(data: Uint8Array): "tar" | "cpio" | undefined {
  if (readTarHeader(data.subarray(0, 512))) return "tar";
  return cpioHeaderTarget.test(data.subarray(0, cpioHeaderTarget.bytes)) ? "cpio" : undefined;
}

function plainVolume(
  segments: TapeSegments,
  firstSegment: number,
  lastSegment: number,
): FoundVolume {
  const stretch = { firstSegment, lastSegment };
  return { ...stretch, compressed: false, bytes: () => createPlainBytes(segments, stretch) };
}

/** The segment that holds the last of `size` bytes from segment `first` on. */
function segmentBefore(segments: TapeSegments, first: number, end: number, size: number): number {
  const limit = segments.dataPosition(first) + size;
  let segment = first;
  while (segment < end && segments.dataPosition(segment + 1) < limit) segment++;
  return segment;
}

/** The last segment that was ever written; below `first` when there is none. */
async function lastRecorded(
  segments: TapeSegments,
  first: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const stretch = 32;
  for (let end = segments.lastDataSegment; end >= first; end -= stretch) {
    signal?.throwIfAborted();
    let last: number | undefined;
    for (let segment = Math.max(first, end - stretch + 1); segment <= end; segment++)
      if (!(await isBlank(segments, segment))) last = segment;
    if (last !== undefined) return last;
  }
  return first - 1;
}

/** Holds one value throughout, or nothing. */
async function isBlank(segments: TapeSegments, segment: number): Promise<boolean> {
  if (segments.dataBytes(segment) === 0) return true;
  return isConstant((await segments.read(segment)).data);
}
