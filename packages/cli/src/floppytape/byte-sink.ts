import { type FileHandle, open, rename, rm, stat, unlink } from "node:fs/promises";
import { rescueMapPath } from "@floppytape/cartridge/node";
import type { Output } from "../context.js";
import { named, writeAll } from "../named-file.js";
import { refuseSources } from "../source-files.js";
import { CommandError } from "../usage-error.js";

/** Takes the bytes of a result, all or nothing where that is possible. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  /** All bytes were written. */
  complete(): Promise<void>;
  /** Forget it: no trace stays where that is possible. Does nothing after `complete`. */
  discard(): Promise<void>;
}

/** A stream: what was written is gone. */
export function outputSink(output: Output): ByteSink {
  return {
    write: (bytes) => output.write(bytes),
    complete: async () => {},
    discard: async () => {},
  };
}

/**
 * A file that has its name only when it is complete; until then it is `NAME.part`, in place of what a run
 * that was stopped has left.
 * @throws {CommandError} when the file exists already and may not be replaced, is one of those that are
 *   read, or can't be made.
 */
export async function fileSink(
  name: string,
  options: {
    replace: boolean;
    /** Files that are read meanwhile. */
    sources?: readonly string[];
  },
): Promise<ByteSink> {
  refuseSources(name, options.sources ?? []);
  if (!options.replace && (await exists(name)))
    throw new CommandError(`${name}: exists already; --overwrite replaces it`);
  const partial = `${name}.part`;
  if (await exists(rescueMapPath(partial)))
    throw new CommandError(`${partial}: belongs to a 'floppytape rescue' that is not finished`);
  const file = await named(name, () => openNew(partial));
  let done = false;
  return {
    write: (bytes) => named(name, () => writeAll(file, bytes)),
    async complete() {
      await named(name, async () => {
        await file.sync();
        if (!(await isStill(file, partial)))
          throw new CommandError("another program has begun to write it, too");
        await file.close();
        await rename(partial, name);
      });
      done = true;
    },
    async discard() {
      if (done) return;
      const isOurs = await isStill(file, partial).catch(() => true);
      await file.close().catch(() => {}); // closed already when the last step was what failed
      if (isOurs) await rm(partial, { force: true });
    },
  };
}

/** Never writes into what another process has open under the name. */
async function openNew(path: string): Promise<FileHandle> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return open(path, "wx");
}

async function isStill(file: FileHandle, path: string): Promise<boolean> {
  const [mine, there] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return there !== undefined && mine.ino === there.ino && mine.dev === there.dev;
}

async function exists(name: string): Promise<boolean> {
  return stat(name).then(
    () => true,
    () => false,
  );
}
