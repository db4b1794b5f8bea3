/**
 * How compressed blocks lie in segments: a cluster is the stored form of one block, cut where a
 * segment ends. A segment is: a word saying where the remainder of a cluster from before ends, that
 * remainder, the position in the volume of the first block that begins here, then clusters, each with
 * a word that counts its bytes in this segment.
 */

/** A segment with this many bytes left or fewer takes no new cluster. */
export const ClusterThreshold = 18;

/** Length of the words in front of a segment's contents and of a cluster's bytes. */
export const WordBytes = 2;

/** Bit of the count word: the block is stored as it is. */
export const StoredFlag = 0x8000;

/** Length of the file offset that follows the remainder: longer on format codes 4 and 6. */
export function fileOffsetBytes(wide: boolean): 4 | 8 {
  return wide ? 8 : 4;
}

/** What the beginning of a segment says. */
export interface ClusterSegment {
  /** Bytes that belong to a cluster from before: those from 2 to here, exclusive. */
  readonly remainderEnd: number;
  /** That cluster goes on in the next segment: the whole segment is remainder. */
  readonly goesOn: boolean;
  /** Position in the volume of the first block that begins here; undefined: none begins. */
  readonly fileOffset: number | undefined;
  /** Where its cluster is; at the segment's end when none follows. */
  readonly firstCluster: number;
}

/**
 * Reads the beginning of a segment's data.
 * @returns a sentence instead when it contradicts itself
 */
export function readClusterSegment(data: Uint8Array, wide: boolean): ClusterSegment | string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = data.length;
  if (end < WordBytes) return "it has no room for a cluster";
  const firstBlock = view.getUint16(0, true);
  const none = { fileOffset: undefined, firstCluster: end };
  if (firstBlock === 0) return { remainderEnd: end, goesOn: true, ...none };
  if (firstBlock < WordBytes || firstBlock > end)
    return `its first cluster is said to begin at ${firstBlock} of ${end} bytes`;
  if (end - firstBlock <= ClusterThreshold)
    return { remainderEnd: firstBlock, goesOn: false, ...none };
  const fileOffset = wide
    ? Number(view.getBigUint64(firstBlock, true))
    : view.getUint32(firstBlock, true);
  const cluster = firstBlock + fileOffsetBytes(wide);
  const firstCluster = end - cluster <= ClusterThreshold ? end : cluster;
  return { remainderEnd: firstBlock, goesOn: false, fileOffset, firstCluster };
}

/** The count word of a cluster. */
export function readClusterCount(
  data: Uint8Array,
  offset: number,
): { bytes: number; stored: boolean } {
  const word = data[offset]! | (data[offset + 1]! << 8);
  return { bytes: word & ~StoredFlag, stored: (word & StoredFlag) !== 0 };
}
