/**
 * Bytes at positions that can be had without waiting: simulated tape does not stop for a promise. A file
 * opened for synchronous access, or memory.
 */
export interface SyncBytes {
  /** Present length; grows when something is written behind the end. */
  readonly sizeBytes: number;
  /** Fills `into` (caller-owned) from `position` on; returns the count of bytes stored there. */
  read(position: number, into: Uint8Array): number;
  /** Writes all of `bytes`, which are not kept. A gap behind the old end reads as zeros. */
  write(position: number, bytes: Uint8Array): void;
  /** Cuts to `sizeBytes`, where that can be done. */
  truncate?(sizeBytes: number): void;
}

/** A {@link SyncBytes} in memory. `initial` is copied. */
export function createSyncMemory(
  initial: Uint8Array = new Uint8Array(0),
): SyncBytes & { bytes(): Uint8Array } {
  let buffer = initial.slice();
  let sizeBytes = initial.length;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    /** A copy of everything stored. */
    bytes: () => buffer.slice(0, sizeBytes),
    read(position, into) {
      const part = buffer.subarray(position, Math.min(sizeBytes, position + into.length));
      into.set(part);
      return part.length;
    },
    write(position, bytes) {
      const end = position + bytes.length;
      if (end > buffer.length) {
        const grown = new Uint8Array(Math.max(end, buffer.length * 2));
        grown.set(buffer.subarray(0, sizeBytes));
        buffer = grown;
      }
      buffer.set(bytes, position);
      sizeBytes = Math.max(sizeBytes, end);
    },
    truncate(size) {
      if (size >= sizeBytes) return;
      buffer.fill(0, size, sizeBytes);
      sizeBytes = size;
    },
  };
}
