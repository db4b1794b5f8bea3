import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { RecordFile } from "@floppytape/magtape/image";

/**
 * The bytes of a record image in a file. Without `write` it is opened for reading only; with it, it is made
 * where it is missing.
 * @throws what the file system says; errors have its codes.
 */
export async function openRecordFile(
  path: string,
  { write }: { readonly write: boolean },
): Promise<RecordFile> {
  const handle = await open(path, write ? WriteAndCreate : "r", 0o666);
  let sizeBytes: number;
  try {
    sizeBytes = (await handle.stat()).size;
  } catch (error) {
    await handle.close();
    throw error;
  }
  let closed = false;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    read: (position, into) => readFully(handle, position, into),
    async write(position, bytes) {
      // Counted piece by piece: on a full disk there may be half of it, which is to be cut off again.
      for await (const end of writeFully(handle, position, bytes))
        sizeBytes = Math.max(sizeBytes, end);
    },
    async truncate(size) {
      if (size >= sizeBytes) return;
      await handle.truncate(size);
      sizeBytes = size;
    },
    sync: () => handle.sync(),
    async close() {
      if (closed) return;
      closed = true;
      await handle.close();
    },
  };
}

/** "r+" makes no file, "w+" empties it. */
const WriteAndCreate = constants.O_RDWR | constants.O_CREAT;

async function readFully(handle: FileHandle, position: number, into: Uint8Array): Promise<number> {
  let count = 0;
  while (count < into.length) {
    const rest = into.length - count;
    const { bytesRead } = await handle.read(into, count, rest, position + count);
    if (bytesRead === 0) break;
    count += bytesRead;
  }
  return count;
}

/** Yields after each piece where it ends in the file. */
async function* writeFully(
  handle: FileHandle,
  position: number,
  bytes: Uint8Array,
): AsyncGenerator<number, void> {
  let count = 0;
  while (count < bytes.length) {
    const rest = bytes.length - count;
    const { bytesWritten } = await handle.write(bytes, count, rest, position + count);
    count += bytesWritten;
    yield position + count;
  }
}
