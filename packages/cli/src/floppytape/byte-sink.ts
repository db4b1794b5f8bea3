import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import type { Output } from "../context.js";
import { systemMessage } from "../system-message.js";
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
 * A file that has its name only when it is complete; until then it is `NAME.part`.
 * @throws {CommandError} when the file exists already and may not be replaced, or can't be made.
 */
export async function fileSink(name: string, options: { replace: boolean }): Promise<ByteSink> {
  if (!options.replace && (await exists(name)))
    throw new CommandError(`${name}: exists already; --overwrite replaces it`);
  const partial = `${name}.part`;
  const file = await named(name, () => open(partial, "w"));
  let done = false;
  return {
    write: (bytes) => named(name, () => writeAll(file, bytes)),
    async complete() {
      await named(name, async () => {
        await file.sync();
        await file.close();
        await rename(partial, name);
      });
      done = true;
    },
    async discard() {
      if (done) return;
      await file.close().catch(() => {}); // closed already when the last step was what failed
      await rm(partial, { force: true });
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) {
    const { bytesWritten } = await file.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}

async function exists(name: string): Promise<boolean> {
  return stat(name).then(
    () => true,
    () => false,
  );
}

async function named<T>(name: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw new CommandError(`${name}: ${systemMessage(error)}`, { cause: error });
  }
}
