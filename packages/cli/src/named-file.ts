import type { FileHandle } from "node:fs/promises";
import { systemMessage } from "./system-message.js";
import { CommandError } from "./usage-error.js";

/** Runs a step on a file; its errors begin with the file's name. @throws {CommandError} */
export async function named<T>(name: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const reason = error instanceof CommandError ? error.message : systemMessage(error);
    throw new CommandError(`${name}: ${reason}`, { cause: error });
  }
}

/** Writes all of `bytes` where the file stands, however many calls that takes. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) {
    const { bytesWritten } = await file.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}
