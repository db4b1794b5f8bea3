import type { ByteStore } from "../byte-store.js";
import { type FileBytesOptions, openSyncFileBytes } from "./sync-file-bytes.js";

/** After so many bytes other work of the thread gets its turn: timers, signals, messages. */
const TurnBytes = 4 * 1024 * 1024;

/**
 * A file as a {@link ByteStore}: positioned reads and writes straight from and to the caller's memory.
 * They block the calling thread, because handing one to another thread takes longer than a read from
 * the page cache; every 4 MiB the thread may do other work. Only `sync` waits elsewhere.
 * @throws {CartridgeError} as {@link openSyncFileBytes}.
 */
export async function openFileBytes(
  path: string,
  options: FileBytesOptions = {},
): Promise<ByteStore> {
  const file = openSyncFileBytes(path, options);
  let sinceTurn = 0;

  const takeTurns = async (bytes: number) => {
    sinceTurn += bytes;
    if (sinceTurn < TurnBytes) return;
    sinceTurn = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  };

  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    async read(position, into) {
      const got = file.read(position, into);
      await takeTurns(got);
      return got;
    },
    async write(position, bytes) {
      file.write(position, bytes);
      await takeTurns(bytes.length);
    },
    sync: () => file.sync(),
    async truncate(size) {
      file.truncate(size);
    },
    async close() {
      file.close();
    },
  };
}
