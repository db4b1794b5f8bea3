import { createRawImageStore } from "@floppytape/cartridge";
import { openFileBytes, openRawImageFile, readRescueMapFile } from "@floppytape/cartridge/node";
import type { ImageBackEnd } from "./back-end.js";

/** The image itself, without a drive. */
export const rawBackEnd: ImageBackEnd = {
  runs: false,
  async open({ realPath }, { write, writeProtected }) {
    if (write) return openRawImageFile(realPath, { write: true });
    const map = await readRescueMapFile(realPath);
    return createRawImageStore(await openFileBytes(realPath), { map, writeProtected });
  },
  async create(path) {
    return createRawImageStore(await openFileBytes(path, { write: true, create: true }));
  },
};
