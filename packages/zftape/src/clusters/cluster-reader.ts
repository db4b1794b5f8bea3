import { LzError, type Lzrw3Engine, lzrw3 } from "@floppytape/lz";
import { TapeError } from "@floppytape/magtape";
import {
  type ClusterSegment,
  ClusterThreshold,
  readClusterCount,
  readClusterSegment,
  WordBytes,
} from "./cluster-layout.js";
import type { ClusterPlace, ClusterVolume } from "./cluster-volume.js";
import { findCluster } from "./find-cluster.js";

/** Expands the blocks of a compressed volume, in order or not. */
export interface ClusterReader {
  readonly volume: ClusterVolume;
  /** Segment that the last block was found in. */
  readonly segment: number;
  /**
   * Expands a block into `into`, which has the volume's block size.
   * @throws {TapeError} EIO when a segment that it needs is unreadable, or what it says is wrong.
   */
  readBlock(block: number, into: Uint8Array): Promise<void>;
}

/** Blocks that are rather walked over than searched for. */
const nearby = 64;

export function createClusterReader(
  volume: ClusterVolume,
  engine: Lzrw3Engine = lzrw3(),
): ClusterReader {
  const payload = new Uint8Array(volume.blockSize);
  let next: ClusterPlace | undefined;
  let segment = volume.firstSegment;

  /** Passes over the blocks in front of `block`. */
  const walk = async (from: ClusterPlace, block: number): Promise<ClusterPlace> => {
    let place = from;
    while (place.block < block) place = await settle(volume, (await collect(volume, place)).after);
    return place;
  };

  const locate = async (block: number): Promise<ClusterPlace> => {
    const near = next && block >= next.block && block - next.block <= nearby ? next : undefined;
    if (near) {
      try {
        return await walk(await settle(volume, near), block);
      } catch (error) {
        if (!(error instanceof TapeError && error.code === "EIO")) throw error;
        // A segment on the way is dead: the search finds what lies behind it.
      }
    }
    const start = await findCluster(volume, block, next?.segment);
    return walk(start, block);
  };

  return {
    volume,
    get segment() {
      return segment;
    },
    async readBlock(block, into) {
      const place = await locate(block);
      segment = place.segment;
      const { bytes, stored, after } = await collect(volume, place, payload);
      next = after;
      if (stored) {
        if (bytes !== into.length)
          throw damage(place.segment, `block ${block} is stored with ${bytes} bytes`);
        into.set(payload);
        return;
      }
      try {
        engine.decompress(payload.subarray(0, bytes), into);
      } catch (error) {
        if (!(error instanceof LzError)) throw error;
        throw damage(place.segment, `block ${block}: ${error.message}`);
      }
    },
  };
}

interface Collected {
  readonly bytes: number;
  readonly stored: boolean;
  /** Just behind the cluster; see {@link settle}. */
  readonly after: ClusterPlace;
}

/** Goes over one cluster, however many segments it spans, and copies its payload if asked to. */
async function collect(
  volume: ClusterVolume,
  { segment, offset, block }: ClusterPlace,
  into?: Uint8Array,
): Promise<Collected> {
  const { blockSize } = volume;
  const data = await volume.read(segment);
  const { bytes: here, stored } = readClusterCount(data, offset);
  const end = offset + WordBytes + here;
  if (here === 0) throw damage(segment, `the volume ends before block ${block}`);
  if (end > data.length || here > blockSize)
    throw damage(segment, `a cluster of ${here} bytes does not fit`);
  into?.set(data.subarray(offset + WordBytes, end));
  let bytes = here;
  const after = { segment, offset: end, block: block + 1 };
  if (end < data.length || bytes === blockSize) return { bytes, stored, after };
  for (let at = segment; ; ) {
    const following = nextDataSegment(volume, at);
    if (following === undefined) return { bytes, stored, after: { ...after, segment: at } };
    at = following;
    const rest = await volume.read(at);
    const start = beginningOf(volume, rest, at);
    const part = start.remainderEnd - WordBytes;
    if (bytes + part > blockSize)
      throw damage(at, `block ${block} takes more than ${blockSize} bytes`);
    into?.set(rest.subarray(WordBytes, start.remainderEnd), bytes);
    bytes += part;
    if (start.goesOn) continue;
    checkOffset(volume, start, at, block + 1);
    return { bytes, stored, after: { segment: at, offset: start.firstCluster, block: block + 1 } };
  }
}

/**
 * Where the cluster behind another one really begins: further on, when its segment has no room left.
 * The end of the volume stays where it is.
 */
async function settle(volume: ClusterVolume, place: ClusterPlace): Promise<ClusterPlace> {
  const { block } = place;
  let { segment, offset } = place;
  let data = await volume.read(segment);
  while (data.length - offset <= ClusterThreshold) {
    const following = nextDataSegment(volume, segment);
    if (following === undefined) throw damage(segment, `the volume ends before block ${block}`);
    segment = following;
    data = await volume.read(segment);
    const start = beginningOf(volume, data, segment);
    if (start.goesOn || start.remainderEnd !== WordBytes)
      throw damage(segment, "it goes on with a cluster that was complete");
    checkOffset(volume, start, segment, block);
    offset = start.firstCluster;
  }
  return { segment, offset, block };
}

function beginningOf(volume: ClusterVolume, data: Uint8Array, segment: number): ClusterSegment {
  const start = readClusterSegment(data, volume.wide);
  if (typeof start === "string") throw damage(segment, start);
  return start;
}

function checkOffset(
  { blockSize }: ClusterVolume,
  { fileOffset }: ClusterSegment,
  segment: number,
  block: number,
): void {
  if (fileOffset !== undefined && fileOffset !== block * blockSize)
    throw damage(segment, `its first block is said to be at ${fileOffset} of the volume`);
}

function nextDataSegment(volume: ClusterVolume, segment: number): number | undefined {
  for (let next = segment + 1; next <= volume.lastSegment; next++)
    if (volume.holdsData(next)) return next;
  return undefined;
}

function damage(segment: number, what: string): TapeError {
  return new TapeError("EIO", `compressed data in segment ${segment} is damaged: ${what}`, {
    segment,
  });
}
