import { TapeError } from "@floppytape/magtape";
import { readClusterSegment } from "./cluster-layout.js";
import type { ClusterPlace, ClusterVolume } from "./cluster-volume.js";

/**
 * The last segment, of those that say which block begins in them, that does not lie behind `block`:
 * walking from there reaches it. Segments that are unreadable or say nothing are passed over. Each
 * segment is looked at once, whatever the volume claims.
 * @param near where to look first, if the block may be near it
 * @throws {TapeError} EIO when there is none.
 */
export async function findCluster(
  volume: ClusterVolume,
  block: number,
  near?: number,
): Promise<ClusterPlace> {
  const seen = new Map<number, ClusterPlace | undefined>();
  const look = async (segment: number): Promise<ClusterPlace | undefined> => {
    if (!seen.has(segment)) seen.set(segment, await clusterEntryOf(volume, segment));
    return seen.get(segment);
  };
  let low = volume.firstSegment;
  let high = volume.lastSegment;
  let best: ClusterPlace | undefined;
  let guess = guessSegment(volume, block);
  if (near !== undefined && Math.abs(near - guess) < 2) guess = near;
  let reach = 1;
  while (low <= high) {
    guess = Math.max(low, Math.min(guess, high));
    let found: ClusterPlace | undefined;
    let segment = guess;
    while (segment <= high && (found = await look(segment)) === undefined) segment++;
    if (found && found.block <= block) {
      best = found;
      low = segment + 1;
      guess = segment + reach;
    } else {
      high = guess - 1;
      guess -= reach;
    }
    // Strides from the first guess, until what is left is halved faster.
    reach *= 2;
    if (reach > (high - low) / 2) guess = Math.ceil((low + high) / 2);
  }
  if (best) return best;
  const { firstSegment } = volume;
  throw new TapeError("EIO", `block ${block} of a compressed volume cannot be found`, {
    segment: firstSegment,
    block,
  });
}

function guessSegment(volume: ClusterVolume, block: number): number {
  const { firstSegment, lastSegment, blockSize, bytes } = volume;
  const part = bytes > 0 ? (block * blockSize) / bytes : 0;
  return firstSegment + Math.floor(part * (lastSegment - firstSegment + 1));
}

/** The first cluster that begins in a segment; undefined when it cannot be told. */
export async function clusterEntryOf(
  volume: ClusterVolume,
  segment: number,
): Promise<ClusterPlace | undefined> {
  if (!volume.holdsData(segment)) return undefined;
  const data = await volume.read(segment).catch(unreadable);
  if (data === undefined) return undefined;
  const start = readClusterSegment(data, volume.wide);
  if (typeof start === "string") return undefined;
  const { fileOffset, firstCluster } = start;
  if (fileOffset === undefined || fileOffset > volume.bytes) return undefined;
  const block = fileOffset / volume.blockSize;
  if (!Number.isInteger(block) || firstCluster >= data.length) return undefined;
  return { segment, offset: firstCluster, block };
}

function unreadable(error: unknown): undefined {
  if (error instanceof TapeError && error.code === "EIO") return undefined;
  throw error;
}
