/**
 * The bytes of a record image, wherever they are kept. Positions and sizes are bytes from the beginning.
 * Calls are made one after the other.
 */
export interface RecordFile {
  readonly sizeBytes: number;
  /** Fills `into` (caller-owned) from `position` on; resolves with the count, short only at the end of the file. */
  read(position: number, into: Uint8Array): Promise<number>;
  /** Writes all of `bytes`, which is not kept; the file grows as needed. */
  write(position: number, bytes: Uint8Array): Promise<void>;
  /** Cuts off everything from `sizeBytes` on. */
  truncate(sizeBytes: number): Promise<void>;
  /** After it resolves, a crash loses nothing that was written before. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file in memory, and what is in it. */
export interface MemoryRecordFile extends RecordFile {
  /** A copy of the content. */
  contents(): Uint8Array;
}

/** A file in memory that begins with a copy of `bytes`. */
export function memoryRecordFile(bytes: Uint8Array = new Uint8Array(0)): MemoryRecordFile {
  let content = bytes.slice();
  let sizeBytes = bytes.length;
  const grow = (neededBytes: number) => {
    if (neededBytes > content.length) {
      const larger = new Uint8Array(Math.max(neededBytes, 2 * content.length));
      larger.set(content.subarray(0, sizeBytes));
      content = larger;
    }
    sizeBytes = Math.max(sizeBytes, neededBytes);
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    async read(position, into) {
      const found = content.subarray(position, Math.min(sizeBytes, position + into.length));
      into.set(found);
      return found.length;
    },
    async write(position, written) {
      grow(position + written.length);
      content.set(written, position);
    },
    async truncate(size) {
      if (size >= sizeBytes) return;
      content.fill(0, size, sizeBytes);
      sizeBytes = size;
    },
    async sync() {},
    async close() {},
    contents: () => content.slice(0, sizeBytes),
  };
}
