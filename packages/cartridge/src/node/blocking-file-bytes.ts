import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { fileError } from "./file-error.js";

/**
 * A file to be read by a thread that has nothing else to do: its reads block, which saves handing each
 * one to another thread. Writing is refused.
 */
export function openBlockingFileBytes(path: string): ByteStore {
  const attempt = <T>(action: string, body: () => T): T => {
    try {
      return body();
    } catch (error) {
      throw fileError(error, action, path);
    }
  };
  const descriptor = attempt("open", () => openSync(path, "r"));
  const sizeBytes = attempt("examine", () => fstatSync(descriptor).size);
  return {
    sizeBytes,
    async read(position, into) {
      return attempt("read", () => {
        let done = 0;
        while (done < into.length) {
          const got = readSync(descriptor, into, done, into.length - done, position + done);
          if (got === 0) break;
          done += got;
        }
        return done;
      });
    },
    async write() {
      throw new CartridgeError("WRITE_PROTECTED", `${path} is open for reading`, { path });
    },
    async sync() {},
    async close() {
      closeSync(descriptor);
    },
  };
}
