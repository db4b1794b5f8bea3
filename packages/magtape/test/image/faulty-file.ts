import { type MemoryRecordFile, memoryRecordFile } from "../../src/image/index.js";

/** The error of a file system. */
export class FileError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export interface Fault {
  /** Bytes that are still written; then `code` is thrown, and `dies` says that nothing works any more. */
  bytesLeft: number;
  readonly code: string;
  readonly dies: boolean;
}

/** A file in memory whose writes fail as `fault` says. */
export function faultyFile(bytes: Uint8Array, fault: Fault): MemoryRecordFile {
  const file = memoryRecordFile(bytes);
  let dead = false;
  const requireLife = () => {
    if (dead) throw new FileError("EIO");
  };
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    read: (position, into) => file.read(position, into),
    async write(position, written) {
      requireLife();
      const kept = written.subarray(0, fault.bytesLeft);
      await file.write(position, kept);
      fault.bytesLeft -= kept.length;
      if (kept.length === written.length) return;
      dead = fault.dies;
      throw new FileError(fault.code);
    },
    async truncate(sizeBytes) {
      requireLife();
      await file.truncate(sizeBytes);
    },
    async sync() {
      requireLife();
    },
    close: () => file.close(),
    contents: () => file.contents(),
  };
}
