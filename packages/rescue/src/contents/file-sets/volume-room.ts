import type { FileSetVolume, SegmentDataSource } from "@floppytape/qic113";

/**
 * No QIC-122 stream expands further (4 bits stand for 15 bytes), and nobody has changed more cartridges
 * for one backup.
 */
const mostTimes = 32;

/**
 * Most bytes that the files of a volume may claim: what its entry states, but no more than its segments
 * could stand for, were they compressed, or the first of a set, or all that is left of a file that was
 * cut short.
 */
export function roomOf(volume: FileSetVolume, source: SegmentDataSource): number {
  const { firstSegment, lastSegment, directoryBytes, dataBytes } = volume;
  let room = 0;
  for (let segment = firstSegment; segment <= lastSegment; segment++)
    room += source.dataBytes(segment);
  const stated = Math.max(directoryBytes + dataBytes, room);
  return Math.min(stated, room * mostTimes);
}
