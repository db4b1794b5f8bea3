import { close, constants, fdatasync, fstat, ftruncate, open, read, stat, write } from "node:fs";
import { promisify } from "node:util";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { fileError } from "./file-error.js";

// Not those of node:fs/promises, which take every start of a program two milliseconds to load.
const calls = {
  close: promisify(close),
  fdatasync: promisify(fdatasync),
  fstat: promisify(fstat),
  ftruncate: promisify(ftruncate),
  open: promisify(open),
  read: promisify(read),
  stat: promisify(stat),
  write: promisify(write),
};

export interface FileBytesOptions {
  /** Open for reading and writing. Default false: reading only. */
  write?: boolean;
  /** With `write`: make the file when it is not there. Default false. */
  create?: boolean;
}

/**
 * A file as a {@link ByteStore}: positioned reads and writes straight from and to the caller's memory.
 * @throws {CartridgeError} the file system's code and the path; `EISDIR` or `EIO` for what is no
 *   regular file, which is not opened at all.
 */
export async function openFileBytes(
  path: string,
  options: FileBytesOptions = {},
): Promise<ByteStore> {
  await refuseSpecialFile(path);
  const flags = options.write
    ? constants.O_RDWR | (options.create ? constants.O_CREAT : 0)
    : constants.O_RDONLY;
  const file = await attempt("open", path, () => calls.open(path, flags));
  let sizeBytes: number;
  try {
    sizeBytes = (await attempt("examine", path, () => calls.fstat(file))).size;
  } catch (error) {
    await calls.close(file);
    throw error;
  }
  let closed = false;

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    read: (position, into) =>
      attempt("read", path, () => readFully(file, position, into), { position }),
    async write(position, bytes) {
      await attempt("write", path, () => writeFully(file, position, bytes), { position });
      sizeBytes = Math.max(sizeBytes, position + bytes.length);
    },
    sync: () => attempt("sync", path, () => calls.fdatasync(file)),
    async truncate(size) {
      if (size >= sizeBytes) return;
      await attempt("truncate", path, () => calls.ftruncate(file, size));
      sizeBytes = size;
    },
    async close() {
      if (closed) return;
      closed = true;
      await attempt("close", path, () => calls.close(file));
    },
  };
}

/** Opening a FIFO would wait for its other end, and a directory has no bytes. */
async function refuseSpecialFile(path: string): Promise<void> {
  const found = await calls.stat(path).catch(() => undefined); // open tells why better
  if (found === undefined || found.isFile()) return;
  const code = found.isDirectory() ? "EISDIR" : "EIO";
  const what = found.isDirectory() ? "a directory" : "not a regular file";
  throw new CartridgeError(code, `cannot open ${path}: it is ${what}`, { path });
}

async function readFully(file: number, position: number, into: Uint8Array): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await calls.read(file, into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

async function writeFully(file: number, position: number, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await calls.write(
      file,
      bytes,
      done,
      bytes.length - done,
      position + done,
    );
    done += bytesWritten;
  }
}

async function attempt<T>(
  action: string,
  path: string,
  body: () => Promise<T>,
  details?: Readonly<Record<string, number>>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw fileError(error, action, path, details);
  }
}
