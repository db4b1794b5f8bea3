import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { rescueMapPath } from "@floppytape/cartridge/node";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";

/** A file that may be an image. */
export interface BatchImage {
  /** From the folder on, parted by slashes. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the file or of the map beside it, whichever is later. */
  readonly modifiedMs: number;
}

/** What this project's programs put beside an image. */
const besideImage = /^(.+)\.(?:map|state|lock)$/;
/** The image may have been compressed since. */
const compressions = ["", ".gz", ".xz", ".zst"];
const unfinished = /\.part(?:\.(?:map|state|lock))?$/;

/**
 * All regular files of a folder and those in it, by name, without `except` and without what programs leave
 * beside images. Folders behind symbolic links are not searched.
 * @throws {CommandError} when the folder can't be read.
 */
export function findImages(folder: string, except: string): BatchImage[] {
  const images: BatchImage[] = [];
  const excluded = realpathSync(except);
  const visit = (path: string): void => {
    const entries = entriesOf(path);
    const names = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) {
        if (realpathSync(at) !== excluded) visit(at);
        continue;
      }
      const [, image] = besideImage.exec(entry.name) ?? [];
      const isBeside =
        image !== undefined && compressions.some((ending) => names.has(image + ending));
      if (isBeside || unfinished.test(entry.name)) continue;
      const found = statSync(at, { throwIfNoEntry: false });
      if (!found?.isFile()) continue;
      const name = relative(folder, at).split(sep).join("/");
      const map = statSync(rescueMapPath(at), { throwIfNoEntry: false });
      const modifiedMs = Math.max(found.mtimeMs, map?.mtimeMs ?? 0);
      images.push({ name, path: at, sizeBytes: found.size, modifiedMs });
    }
  };
  visit(folder);
  return images;
}

function entriesOf(path: string): Dirent[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new CommandError(`${path}: ${systemMessage(error)}`, { cause: error });
  }
}
