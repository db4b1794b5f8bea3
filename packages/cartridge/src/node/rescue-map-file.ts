import { promises, readFileSync, statSync } from "node:fs";
import { CartridgeError } from "../errors.js";
import { formatRescueMap, parseRescueMap, type RescueMap } from "../rescue-map.js";
import { fileError } from "./file-error.js";

/** More than the map of the largest cartridge with every second sector unreadable. */
const maxMapBytes = 256 * 1024 * 1024;

/** Name of the rescue map beside an image. */
export function rescueMapPath(imagePath: string): string {
  return `${imagePath}.map`;
}

/**
 * Reads the rescue map beside an image; undefined when there is none.
 * @throws {CartridgeError} `BAD_RESCUE_MAP`, or the file system's code.
 */
export async function readRescueMapFile(imagePath: string): Promise<RescueMap | undefined> {
  const path = rescueMapPath(imagePath);
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > maxMapBytes)
      throw new CartridgeError("BAD_RESCUE_MAP", `${path} has ${size} bytes, too many for a map`, {
        path,
        sizeBytes: size,
      });
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error instanceof CartridgeError ? error : fileError(error, "read", path);
  }
  try {
    return parseRescueMap(text);
  } catch (error) {
    if (!(error instanceof CartridgeError)) throw error;
    const details = { ...error.details, path };
    throw new CartridgeError(error.code, `${path}: ${error.message}`, details, error);
  }
}

/** Replaces the rescue map beside an image: the old one or the new one is there at every moment. */
export async function writeRescueMapFile(imagePath: string, map: RescueMap): Promise<void> {
  const path = rescueMapPath(imagePath);
  const temporary = `${path}.new`;
  try {
    const handle = await promises.open(temporary, "w");
    try {
      await handle.writeFile(formatRescueMap(map));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await promises.rename(temporary, path);
  } catch (error) {
    await promises.rm(temporary, { force: true });
    throw fileError(error, "write", path);
  }
}
