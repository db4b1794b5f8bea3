/**
 * Blocks that `bytes` take up. A trailing fraction of a KiB does not count, a trailing fraction of a
 * block does. Block size 1 stands for variable blocks: every byte is one.
 */
export function blocksOf(bytes: number, blockSize: number): number {
  if (blockSize === 1) return bytes;
  return Math.ceil(Math.floor(bytes / 1024) / (blockSize / 1024));
}

/** Bytes of `blocks` whole blocks. */
export function bytesOf(blocks: number, blockSize: number): number {
  return blocks * blockSize;
}
