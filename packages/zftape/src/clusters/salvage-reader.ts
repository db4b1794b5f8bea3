import type { Lzrw3Engine } from "@floppytape/lz";
import { TapeError } from "@floppytape/magtape";
import { createClusterReader } from "./cluster-reader.js";
import type { ClusterPlace, ClusterVolume } from "./cluster-volume.js";
import { clusterEntryOf } from "./find-cluster.js";

/** A compressed volume of which segments may be missing. */
export interface SalvageVolume extends Omit<ClusterVolume, "read"> {
  /** The data of a segment, valid until the next call; undefined when it is unreadable. */
  read(segment: number): Promise<Uint8Array | undefined>;
}

/** The segments that a block lies in, both inclusive. */
export interface BlockPlace {
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** Expands what can be had of a damaged volume. */
export interface SalvageReader {
  /**
   * Expands a block into `into`, which has the volume's block size, and says where it was. Undefined
   * when it cannot be had; then the content of `into` is undefined. After the first such block the
   * beginnings of all segments are looked at once, so that any number of lost blocks costs little.
   */
  readBlock(block: number, into: Uint8Array): Promise<BlockPlace | undefined>;
}

/**
 * Blocks that fail one after the other before those up to the next one that a segment names are given
 * up: what breaks the chain of clusters makes all of them fail, a block that is damaged in itself does not.
 */
const patience = 4;

/** What failed behind a named block. */
interface Failures {
  from: number;
  last: number;
}

/** A reader of damaged volumes; `engine` as for `createClusterReader`. */
export function createSalvageReader(volume: SalvageVolume, engine?: Lzrw3Engine): SalvageReader {
  const unreadable = new Set<number>();
  const readings: number[] = [];
  const strict: ClusterVolume = {
    ...volume,
    holdsData: (segment) => volume.holdsData(segment),
    async read(segment) {
      readings.push(segment);
      const data = unreadable.has(segment) ? undefined : await volume.read(segment);
      if (data !== undefined) return data;
      unreadable.add(segment);
      throw new TapeError("EIO", `segment ${segment} is unreadable`, { segment });
    },
  };
  const reader = createClusterReader(strict, engine);
  const failures = new Map<ClusterPlace, Failures>();
  let named: readonly ClusterPlace[] | undefined;

  /** The last block at or in front of `block` that a segment names. */
  const namedBefore = (block: number): ClusterPlace | undefined => {
    let low = 0;
    let high = named?.length ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (named![middle]!.block <= block) low = middle + 1;
      else high = middle;
    }
    return named?.[low - 1];
  };
  const isLost = (block: number): boolean => {
    if (named === undefined) return false;
    const start = namedBefore(block);
    if (start === undefined) return true;
    const failed = failures.get(start);
    if (failed === undefined || block < failed.from) return false;
    return block <= failed.last || failed.last - failed.from + 1 >= patience;
  };
  const noteFailure = async (block: number) => {
    named ??= await namedBlocks(strict);
    const start = namedBefore(block);
    if (start === undefined) return;
    const failed = failures.get(start);
    if (failed?.last === block - 1) failed.last = block;
    else failures.set(start, { from: block, last: block });
  };

  return {
    async readBlock(block, into) {
      if (isLost(block)) return undefined;
      readings.length = 0;
      try {
        await reader.readBlock(block, into);
      } catch (error) {
        if (!(error instanceof TapeError && error.code === "EIO")) throw error;
        await noteFailure(block);
        return undefined;
      }
      // The block itself is what was read last.
      return { firstSegment: reader.segment, lastSegment: readings.at(-1) ?? reader.segment };
    },
  };
}

/** What the segments say of the blocks that begin in them, ascending; contradictions are passed over. */
async function namedBlocks(volume: ClusterVolume): Promise<ClusterPlace[]> {
  const places: ClusterPlace[] = [];
  for (let segment = volume.firstSegment; segment <= volume.lastSegment; segment++) {
    const place = await clusterEntryOf(volume, segment);
    if (place !== undefined && place.block > (places.at(-1)?.block ?? -1)) places.push(place);
  }
  return places;
}
