import { accessSync, constants, promises, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TapeError } from "@floppytape/magtape";
import { naming } from "./file-error.js";
import { isNodeOfDevice } from "./node-names.js";

/** Where an image is or will be. */
export interface ImageName {
  /** As the user wrote it; messages use it. */
  readonly path: string;
  /** Behind all symbolic links: all names of an image share one lock and one state. */
  readonly realPath: string;
}

/** An image file that is there. */
export interface ImageFile extends ImageName {
  readonly sizeBytes: number;
  /** Permission bits, for a file that takes its place. */
  readonly mode: number;
  /**
   * A file without any write permission is a write-protected cartridge, to a superuser too; so is one
   * that this process may not write.
   */
  readonly writeProtected: boolean;
  /** Why it cannot be written, as a sentence, where that is not for want of permission. */
  readonly readOnly?: string;
}

/** What is said to who wants to write a write-protected image. @returns `EROFS` */
export function writeProtection({ path, readOnly }: ImageFile): TapeError {
  const message = readOnly ?? `${path}: write-protected: the file has no write permission`;
  return new TapeError("EROFS", message, { path });
}

/** What is said of an image that a simulated drive cannot have for a cartridge. */
export function needsRawImage({ path, readOnly }: ImageFile): TapeError {
  const message = `${readOnly}; the simulated drive takes no other`;
  return new TapeError("ENXIO", message, { path });
}

/** Name of the file that holds the unit's state between two processes. */
export function statePath({ realPath }: ImageName): string {
  return `${realPath}.state`;
}

/** Name of the file that says which process writes the image. */
export function lockPath({ realPath }: ImageName): string {
  return `${realPath}.lock`;
}

/**
 * Looks at an image file; undefined when there is none.
 * @throws {TapeError} `EISDIR` for a folder, `ENXIO` for anything else that is no regular file.
 */
export async function findImageFile(path: string): Promise<ImageFile | undefined> {
  return naming(path, "cannot be looked at", async () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const expected = "where an image file was expected";
    if (found.isDirectory())
      throw new TapeError("EISDIR", `${path}: is a folder, ${expected}`, { path });
    if (!found.isFile())
      throw new TapeError("ENXIO", `${path}: is no regular file, ${expected}`, { path });
    const mode = found.mode & 0o777;
    const writeProtected = (mode & 0o222) === 0 || !isWritable(path);
    return {
      path,
      realPath: realpathSync.native(path),
      sizeBytes: found.size,
      mode,
      writeProtected,
    };
  });
}

/**
 * The image file at `path`.
 * @throws {TapeError} `ENOENT` when it is missing, saying how one is made; `ENXIO` when it is empty; as
 *   {@link findImageFile}.
 */
export async function requireImageFile(path: string): Promise<ImageFile> {
  const file = await findImageFile(path);
  if (file === undefined) {
    const hint = isNodeOfDevice(path)
      ? `the node of a drive is /dev/${path}`
      : `a cartridge image is made with: ftformat -f ${path} --cartridge=qic80-307`;
    throw new TapeError("ENOENT", `${path}: no such file; ${hint}`, { path });
  }
  if (file.sizeBytes === 0)
    throw new TapeError(
      "ENXIO",
      `${path}: is empty, where a cartridge image of 32768 bytes a segment was expected`,
      { path, sizeBytes: 0 },
    );
  return file;
}

/** The place of a file that may not be there yet. @throws {TapeError} `ENOENT` for a folder that is not there. */
export async function imageNameOf(path: string): Promise<ImageName> {
  const found = await findImageFile(path);
  if (found) return found;
  const folder = dirname(path);
  const realFolder = await naming(folder, "cannot hold an image", () => promises.realpath(folder));
  return { path, realPath: join(realFolder, basename(path)) };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
