/** Bytes at positions, whatever holds them: a file, memory, a `Blob`. */
export interface ByteStore {
  /** Present length in bytes; grows when something is written behind the end. */
  readonly sizeBytes: number;
  /**
   * Fills `into` (caller-owned; may be a view of WebAssembly or shared memory) from `position` on.
   * Returns the count of bytes stored there, fewer than asked for only at the end. Bytes of `into`
   * behind that count are left as they were.
   */
  read(position: number, into: Uint8Array): Promise<number>;
  /** Writes all of `bytes` at `position`; the array is not kept. A gap behind the old end reads as zeros. */
  write(position: number, bytes: Uint8Array): Promise<void>;
  /** After it resolves a crash loses nothing that was written before. */
  sync(): Promise<void>;
  /** Cuts the store to `sizeBytes`, where it can shrink. */
  truncate?(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A {@link ByteStore} in memory. `initial` is copied. */
export function createMemoryBytes(
  initial: Uint8Array = new Uint8Array(0),
): ByteStore & { bytes(): Uint8Array } {
  let buffer = initial.slice();
  let sizeBytes = initial.length;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    /** A copy of everything stored. */
    bytes: () => buffer.slice(0, sizeBytes),
    async read(position, into) {
      const part = buffer.subarray(position, Math.min(sizeBytes, position + into.length));
      into.set(part);
      return part.length;
    },
    async write(position, bytes) {
      const end = position + bytes.length;
      if (end > buffer.length) {
        const grown = new Uint8Array(Math.max(end, buffer.length * 2));
        grown.set(buffer.subarray(0, sizeBytes));
        buffer = grown;
      }
      buffer.set(bytes, position);
      sizeBytes = Math.max(sizeBytes, end);
    },
    async sync() {},
    async truncate(size) {
      if (size >= sizeBytes) return;
      buffer.fill(0, size, sizeBytes);
      sizeBytes = size;
    },
    async close() {},
  };
}
