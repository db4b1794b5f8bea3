import { createSalvageReader, readClusterSegment, type SalvageVolume } from "@floppytape/zftape";
import { type CompressedVolume, mostExpandedBytes } from "./expanded-bytes.js";
import type { TapeSegments } from "./tape-segments.js";

/** The largest block that zftape writes; blocks are multiples of 1 KiB. */
const mostBlockBytes = 63488;
const kib = 1024;

/**
 * The compressed volume of zftape that begins with a segment, without an entry that describes it:
 * segments say which blocks begin in them, which gives the block size, and it is right when the first
 * block can be expanded. Undefined when none begins there.
 * @param data of segment `first`
 */
export async function findCompressedVolume(
  segments: TapeSegments,
  first: number,
  limit: number,
  data: Uint8Array,
): Promise<CompressedVolume | undefined> {
  const wide = segments.formatCode === 4 || segments.formatCode === 6;
  const start = readClusterSegment(data, wide);
  if (typeof start === "string" || start.remainderEnd !== 2 || start.fileOffset !== 0)
    return undefined;
  const { lastSegment, lastOffset, divisor } = await followSegments(segments, first, limit, wide);
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
    if ((await reader.readBlock(0, block)) === undefined) continue;
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

interface Followed {
  readonly lastSegment: number;
  /** Position of the last block that a segment names. */
  readonly lastOffset: number;
  /** The largest number that divides all positions; 0 when only the first block is named. */
  readonly divisor: number;
}

/** Follows the volume to the segment that contradicts it; one that is lost does not. */
async function followSegments(
  segments: TapeSegments,
  first: number,
  end: number,
  wide: boolean,
): Promise<Followed> {
  let followed: Followed = { lastSegment: first, lastOffset: 0, divisor: 0 };
  for (let segment = first + 1; segment <= end; segment++) {
    if (segments.dataBytes(segment) === 0) continue;
    const { data, report } = await segments.read(segment);
    if (report.how === "lost") continue;
    const start = readClusterSegment(data, wide);
    if (typeof start === "string") break;
    const { fileOffset } = start;
    if (fileOffset === undefined) followed = { ...followed, lastSegment: segment };
    else if (
      fileOffset > followed.lastOffset &&
      fileOffset % kib === 0 &&
      fileOffset <= mostExpandedBytes(segments, { firstSegment: first, lastSegment: segment })
    ) {
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
