import type { TapeRoom } from "./tape-room.js";

/** Bytes kept free behind the last block of a compressed file. */
const slackBytes = 16;

/**
 * Bytes of a write that are taken when the next one goes to the data position `start`: segment by
 * segment, as long as there is room for another whole block.
 */
export function plainBytesTaken(
  room: TapeRoom,
  start: number,
  length: number,
  blockSize: number,
): number {
  let taken = 0;
  while (taken < length && start + taken + blockSize <= room.capacity) {
    const end = room.before(room.segmentAt(start + taken) + 1);
    taken += Math.min(length - taken, end - start - taken);
  }
  return taken;
}

/** Whether a compressed file can begin in a segment. */
export function compressedFileFits(room: TapeRoom, segment: number, blockSize: number): boolean {
  return room.before(segment) + blockSize + slackBytes <= room.capacity;
}

/** Whether a compressed file of so many bytes, from a segment on, fits even if nothing shrinks. */
export function fitsUncompressed(
  room: TapeRoom,
  segment: number,
  bytes: number,
  blockSize: number,
): boolean {
  const blocks = bytes / blockSize;
  const overhead = 32 * (room.lastDataSegment - segment + 1) + 2 * blocks;
  const reserve = blockSize + slackBytes;
  return room.before(segment) + bytes + overhead + reserve <= room.capacity;
}
