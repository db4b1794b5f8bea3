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
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { fileError } from "./file-error.js";

export interface FileBytesOptions {
  /** Open for reading and writing. Default false: reading only. */
  write?: boolean;
  /** With `write`: make the file when it is not there. Default false. */
  create?: boolean;
}

/** After so many bytes other work of the thread gets its turn: timers, signals, messages. */
const TurnBytes = 4 * 1024 * 1024;

/**
 * A file as a {@link ByteStore}: positioned reads and writes straight from and to the caller's memory.
 * They block the calling thread, because handing one to another thread takes longer than a read from
 * the page cache; every 4 MiB the thread may do other work. Only `sync` waits elsewhere.
 * @throws {CartridgeError} the file system's code and the path; `EISDIR` or `EIO` for what is no
 *   regular file, which is not opened at all.
 */
export async function openFileBytes(
  path: string,
  options: FileBytesOptions = {},
): Promise<ByteStore> {
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
  let sinceTurn = 0;

  const takeTurns = async (bytes: number) => {
    sinceTurn += bytes;
    if (sinceTurn < TurnBytes) return;
    sinceTurn = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  };

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    async read(position, into) {
      const got = attempt("read", () => readFully(file, position, into), position);
      await takeTurns(got);
      return got;
    },
    async write(position, bytes) {
      attempt("write", () => writeFully(file, position, bytes), position);
      sizeBytes = Math.max(sizeBytes, position + bytes.length);
      await takeTurns(bytes.length);
    },
    async sync() {
      await promisify(fdatasync)(file).catch((error: unknown) => {
        throw fileError(error, "sync", path);
      });
    },
    async truncate(size) {
      if (size >= sizeBytes) return;
      attempt("truncate", () => ftruncateSync(file, size));
      sizeBytes = size;
    },
    async close() {
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
