import { mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ByteStore } from "../byte-store.js";
import { openFileBytes } from "./file-bytes.js";
import { fileError } from "./file-error.js";

/**
 * Bytes in a file of the system's temporary folder that has no name any more: it is gone when the store is
 * closed or the process ends, however it ends. Where a file in use cannot be removed (Windows) closing removes it.
 * @throws {CartridgeError} what the file system says.
 */
export async function createTemporaryBytes(): Promise<ByteStore> {
  const folder = makeFolder();
  const path = join(folder, "unwrapped");
  const remove = () => {
    rmSync(path, { force: true });
    rmdirSync(folder);
  };
  let bytes: ByteStore;
  try {
    bytes = await openFileBytes(path, { write: true, create: true });
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  let removed = false;
  try {
    remove();
    removed = true;
  } catch {
    // in use, and the system minds
  }
  return {
    get sizeBytes() {
      return bytes.sizeBytes;
    },
    read: (position, into) => bytes.read(position, into),
    write: (position, data) => bytes.write(position, data),
    sync: () => bytes.sync(),
    async close() {
      await bytes.close();
      if (!removed) remove();
      removed = true;
    },
  };
}

function makeFolder(): string {
  const prefix = join(tmpdir(), "floppytape-");
  try {
    return mkdtempSync(prefix);
  } catch (error) {
    throw fileError(error, "make a temporary folder like", prefix);
  }
}
