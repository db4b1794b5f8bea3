import { beginsFileSet } from "@floppytape/qic113";
import { archiveEnd } from "./archive-contents.js";
import { cpioHeaderTarget } from "./cpio/walk-cpio.js";
import { contentsOfBytes } from "./detect-contents.js";
import { createExpandedBytes } from "./expanded-bytes.js";
import { foundFileSets } from "./file-sets/found-file-sets.js";
import { segmentSource } from "./file-sets/tape-file-sets.js";
import { findCompressedVolume } from "./find-compressed-volume.js";
import { isConstant } from "./headerless/trial-maps.js";
import { createPlainBytes, type SegmentStretch } from "./plain-bytes.js";
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
 * their ends, compressed volumes of zftape as far as they go, file sets of DOS programs by their signatures, and what
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
  const end = await lastRecorded(segments, firstSegment, signal);
  /** What lies between volumes, as far as it was written. */
  let unknown: SegmentStretch | undefined;
  const endUnknown = async () => {
    if (unknown === undefined) return;
    let { firstSegment: next } = unknown;
    for (const fileSet of await fileSetsIn(segments, unknown, found.length, signal)) {
      const { firstSegment: first = next, lastSegment: last = first } = fileSet;
      if (first > next) add(plainVolume(segments, next, first - 1));
      found.push({ ...fileSet, index: found.length });
      next = last + 1;
    }
    if (next <= unknown.lastSegment) add(plainVolume(segments, next, unknown.lastSegment));
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
  const compressed = await findCompressedVolume(segments, at, end, data);
  if (compressed === undefined) return undefined;
  const bytes = () => createExpandedBytes(segments, compressed);
  return { ...compressed, compressed: true, bytes };
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
