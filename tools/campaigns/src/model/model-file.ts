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

/** A file that is being written. */
export interface OpenFile extends Pick<ModelFile, "blockSize" | "compressed" | "firstSegment"> {
  parts: Uint8Array[];
  bytes: number;
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

/** Block address of the file behind these: every file mark in front counts as a block. */
export function addressOfFile(inFront: readonly ShownFile[]): number {
  let address = 0;
  for (const { bytes, blockSize } of inFront) address += blocksIn(bytes, blockSize) + 1;
  return address;
}

/** The file with a block address, or the number of files, and the byte in it. */
export function placeAt(files: readonly ShownFile[], address: number) {
  let rest = address;
  for (const [file, { bytes, blockSize }] of files.entries()) {
    const blocks = blocksIn(bytes, blockSize);
    if (rest <= blocks) return { file, offset: Math.min(bytes, rest * blockSize) };
    rest -= blocks + 1;
  }
  return { file: files.length, offset: 0 };
}
