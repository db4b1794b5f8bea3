import type { TapeRoom } from "./tape-room.js";

/** A file on the tape. */
export interface ModelFile {
  readonly content: Uint8Array;
  /** In bytes; 1: variable. */
  readonly blockSize: number;
  readonly compressed: boolean;
  readonly firstSegment: number;
  /** Inclusive; NaN until it is known where a compressed file ends. */
  lastSegment: number;
}

/** A file as a node shows it. */
export interface ShownFile {
  /** Undefined: stored clusters, which are not predicted. */
  readonly content: Uint8Array | undefined;
  readonly bytes: number;
  /** In bytes; 1: variable. */
  readonly blockSize: number;
}

/** Compressed files are shown as what is stored, in blocks of 1 KiB, unless the node expands them. */
export function shownFile(
  { content, compressed, blockSize, firstSegment, lastSegment }: ModelFile,
  expands: boolean,
  room: TapeRoom,
): ShownFile {
  if (!compressed || expands) return { content, bytes: content.length, blockSize };
  const bytes = room.before(lastSegment + 1) - room.before(firstSegment);
  return { content: undefined, bytes, blockSize: 1024 };
}

/** Blocks that so many bytes are, a partial last one included. */
export function blocksIn(bytes: number, blockSize: number): number {
  return blockSize === 1 ? bytes : Math.ceil(Math.floor(bytes / 1024) / (blockSize / 1024));
}
