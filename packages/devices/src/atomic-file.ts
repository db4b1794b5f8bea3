import { promises } from "node:fs";
import { dirname } from "node:path";

/**
 * Replaces a file: at every moment, also after a crash, the old text or the new one is there. One
 * process at a time may do this to a file.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  try {
    const handle = await promises.open(temporary, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await promises.rename(temporary, path);
  } catch (error) {
    await promises.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes renames in a folder outlast a power failure, where the system lets folders be opened. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await promises.open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows opens no folders, some network file systems don't sync them: nothing better is to be had.
  }
}
