import { createSalvageReader, readClusterSegment, type SalvageVolume } from "@floppytape/zftape";
import { type CompressedVolume, mostExpandedBytes } from "./expanded-bytes.js";
import type { TapeSegments } from "./tape-segments.js";

/** The largest block that zftape writes; blocks are multiples of 1 KiB. */
const mostBlockBytes = 63488;
const kib = 1024;

/** Where a compressed volume may be. */
export interface CompressedPlace {
  /** Its first segment: {@link at}, or lost ones in front of that. */
  readonly first: number;
  /** The first segment that can be read, and its data. */
  readonly at: number;
  readonly data: Uint8Array;
  /** The last segment that it may reach to. */
  readonly limit: number;
  /** Its beginning has to be there. Default false. */
  readonly begins?: boolean;
}

/**
 * The compressed volume of zftape at a place, without an entry that describes it: segments say which
 * blocks begin in them, which gives the block size, and it is right when the first block there is can be expanded.
 * Undefined when none is there.
 */
export async function findCompressedVolume(
  segments: TapeSegments,
  { first, at, data, limit, begins = false }: CompressedPlace,
): Promise<CompressedVolume | undefined> {
  const wide = isWide(segments);
  const start = readClusterSegment(data, wide);
  if (typeof start === "string" || start.fileOffset === undefined) return undefined;
  const { fileOffset, remainderEnd } = start;
  if (fileOffset === 0 ? remainderEnd !== 2 : !mayBegin(segments, first, at, fileOffset))
    return undefined;
  if (begins && fileOffset !== 0) return undefined;
  const begun = { lastSegment: at, lastOffset: fileOffset, divisor: fileOffset };
  const { lastSegment, lastOffset, divisor } = await followSegments(segments, first, limit, begun);
  const sizes = divisor > 0 ? divisorsOf(divisor) : multiples();
  for (const blockSize of sizes) {
    const reader = createSalvageReader({
      firstSegment: first,
      lastSegment,
      blockSize,
      bytes: lastOffset + blockSize,
      wide,
      holdsData: (segment) => segments.dataBytes(segment) > 0,
      read: async (segment) => {
        const read = await segments.read(segment);
        return read.report.how === "lost" || read.data.length === 0 ? undefined : read.data;
      },
    } satisfies SalvageVolume);
    const block = new Uint8Array(blockSize);
    if ((await reader.readBlock(fileOffset / blockSize, block)) === undefined) continue;
    // The last named position may be that of the end.
    let blocks = Math.max(1, lastOffset / blockSize);
    while ((await reader.readBlock(blocks, block)) !== undefined) blocks++;
    const end = await reader.readBlock(blocks - 1, block);
    return {
      firstSegment: first,
      lastSegment: end?.lastSegment ?? lastSegment,
      blockSize,
      dataBytes: blocks * blockSize,
    };
  }
  return undefined;
}

/**
 * Whether the data of segment `at` is that of the middle of a compressed volume from `first` on, by its first words; of
 * either width, since the format of a tape without a header is a guess.
 */
export function resemblesCompressed(
  segments: TapeSegments,
  first: number,
  at: number,
  data: Uint8Array,
): boolean {
  return [true, false].some((wide) => {
    const start = readClusterSegment(data, wide);
    if (typeof start === "string") return false;
    const { fileOffset = 0 } = start;
    return fileOffset > 0 && mayBegin(segments, first, at, fileOffset);
  });
}

/** Positions are 64 bits wide on these formats. */
function isWide({ formatCode }: TapeSegments): boolean {
  return formatCode === 4 || formatCode === 6;
}

/** Whether a block at such a position may begin in segment `at` of a volume from segment `first` on. */
function mayBegin(segments: TapeSegments, first: number, at: number, fileOffset: number): boolean {
  const most = mostExpandedBytes(segments, { firstSegment: first, lastSegment: at });
  return fileOffset % kib === 0 && fileOffset <= most;
}

interface Followed {
  readonly lastSegment: number;
  /** Position of the last block that a segment names. */
  readonly lastOffset: number;
  /** The largest number that divides all positions; 0 when only the first block is named. */
  readonly divisor: number;
}

/** Follows the volume from segment `first` on to the segment that contradicts it; one that is lost does not. */
async function followSegments(
  segments: TapeSegments,
  first: number,
  end: number,
  begun: Followed,
): Promise<Followed> {
  const wide = isWide(segments);
  let followed = begun;
  for (let segment = begun.lastSegment + 1; segment <= end; segment++) {
    if (segments.dataBytes(segment) === 0) continue;
    const { data, report } = await segments.read(segment);
    if (report.how === "lost") continue;
    const start = readClusterSegment(data, wide);
    if (typeof start === "string") break;
    const { fileOffset } = start;
    if (fileOffset === undefined) followed = { ...followed, lastSegment: segment };
    else if (fileOffset > followed.lastOffset && mayBegin(segments, first, segment, fileOffset)) {
      const divisor = commonDivisor(followed.divisor, fileOffset);
      followed = { lastSegment: segment, lastOffset: fileOffset, divisor };
    } else break;
  }
  return followed;
}

function commonDivisor(a: number, b: number): number {
  return a === 0 ? b : commonDivisor(b % a, a);
}

function divisorsOf(number: number): number[] {
  return multiples().filter((size) => number % size === 0);
}

/** All block sizes, the largest first. */
function multiples(): number[] {
  return Array.from({ length: mostBlockBytes / kib }, (_, index) => mostBlockBytes - index * kib);
}
