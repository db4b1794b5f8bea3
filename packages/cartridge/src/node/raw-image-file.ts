import { createRawImageStore } from "../raw-image.js";
import type { SegmentStore } from "../segment-store.js";
import { openFileBytes } from "./file-bytes.js";
import { readRescueMapFile, writeRescueMapFile } from "./rescue-map-file.js";
import type { FileBytesOptions } from "./sync-file-bytes.js";

/**
 * Opens a raw image file as a {@link SegmentStore}, with the rescue map `FILE.map` if there is one; holes
 * that are written become readable, and the map file follows. Without `write` the store is
 * write-protected.
 * @throws {CartridgeError} as `openFileBytes` and `readRescueMapFile`.
 */
export async function openRawImageFile(
  path: string,
  options: FileBytesOptions = {},
): Promise<SegmentStore> {
  const map = await readRescueMapFile(path);
  const bytes = await openFileBytes(path, options);
  return createRawImageStore(bytes, {
    map,
    writeProtected: options.write !== true,
    onMapChange: (changed) => writeRescueMapFile(path, changed),
  });
}
