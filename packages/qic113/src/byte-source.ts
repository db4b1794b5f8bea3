/** Bytes at positions: a file, a Blob, memory. The reading half of a `ByteStore` of `@floppytape/cartridge`. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Fills caller-owned memory from `position` on; fewer bytes only at the end. */
  read(position: number, into: Uint8Array): Promise<number>;
}

/** Reads as many bytes as there are, at most `size`. */
export async function readBytes(
  source: ByteSource,
  position: number,
  size: number,
): Promise<Uint8Array> {
  const wanted = Math.max(0, Math.min(size, source.sizeBytes - position));
  const bytes = new Uint8Array(wanted);
  let filled = 0;
  while (filled < wanted) {
    const count = await source.read(position + filled, bytes.subarray(filled));
    if (count <= 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
