import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";
import { CartridgeError } from "../errors.js";
import { fileError } from "./file-error.js";

export interface FileBytesOptions {
  /** Open for reading and writing. Default false: reading only. */
  write?: boolean;
  /** With `write`: make the file when it is not there. Default false. */
  create?: boolean;
}

/** A file's bytes at positions, at once: straight from and to the caller's memory. */
export interface SyncFileBytes {
  readonly sizeBytes: number;
  /** Fills `into`, which is not kept; returns how many bytes there were, fewer at the end of the file. */
  read(position: number, into: Uint8Array): number;
  /** Writes all of `bytes`; the file grows as needed. */
  write(position: number, bytes: Uint8Array): void;
  /** Waits until a crash cannot undo what was written. */
  sync(): Promise<void>;
  /** Cuts the file; a file that is shorter stays as it is. */
  truncate(size: number): void;
  /** A second call does nothing. */
  close(): void;
}

/**
 * Opens a file whose bytes are read and written while the caller's thread waits.
 * @throws {CartridgeError} the file system's code and the path, here and in every call; `EISDIR` or `EIO`
 *   for what is no regular file, which is not opened at all.
 */
export function openSyncFileBytes(path: string, options: FileBytesOptions = {}): SyncFileBytes {
  const attempt = <T>(action: string, body: () => T, position?: number): T => {
    try {
      return body();
    } catch (error) {
      throw fileError(error, action, path, position === undefined ? undefined : { position });
    }
  };
  refuseSpecialFile(path);
  const flags = options.write
    ? constants.O_RDWR | (options.create ? constants.O_CREAT : 0)
    : constants.O_RDONLY;
  const file = attempt("open", () => openSync(path, flags));
  let sizeBytes: number;
  try {
    sizeBytes = attempt("examine", () => fstatSync(file).size);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let closed = false;

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    read: (position, into) => attempt("read", () => readFully(file, position, into), position),
    write(position, bytes) {
      attempt("write", () => writeFully(file, position, bytes), position);
      sizeBytes = Math.max(sizeBytes, position + bytes.length);
    },
    async sync() {
      await promisify(fdatasync)(file).catch((error: unknown) => {
        throw fileError(error, "sync", path);
      });
    },
    truncate(size) {
      if (size >= sizeBytes) return;
      attempt("truncate", () => ftruncateSync(file, size));
      sizeBytes = size;
    },
    close() {
      if (closed) return;
      closed = true;
      attempt("close", () => closeSync(file));
    },
  };
}

/** Opening a FIFO would wait for its other end, and a directory has no bytes. */
function refuseSpecialFile(path: string): void {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(path);
  } catch {
    return; // open tells why better
  }
  if (found.isFile()) return;
  const code = found.isDirectory() ? "EISDIR" : "EIO";
  const what = found.isDirectory() ? "a directory" : "not a regular file";
  throw new CartridgeError(code, `cannot open ${path}: it is ${what}`, { path });
}

function readFully(file: number, position: number, into: Uint8Array): number {
  let done = 0;
  while (done < into.length) {
    const got = readSync(file, into, done, into.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

function writeFully(file: number, position: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length)
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
