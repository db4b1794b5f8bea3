import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";

/** Size and hashes of a file; hex, lower case. */
export interface FileDigests {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly sha512: string;
}

const PieceBytes = 1024 * 1024;

/**
 * Reads a file once and hashes it twice. `onBytes` gets the pieces, which are valid until it resolves.
 * @throws {CommandError} when it can't be read; what `onBytes` throws comes through as it is.
 */
export async function digestFile(
  path: string,
  signal: AbortSignal,
  onBytes: (bytes: Uint8Array) => Promise<void> | void = () => {},
): Promise<FileDigests> {
  const sha256 = createHash("sha256");
  const sha512 = createHash("sha512");
  const file = await readable(path, () => open(path, "r"));
  try {
    const buffer = new Uint8Array(PieceBytes);
    let sizeBytes = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await readable(path, () => file.read(buffer));
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      sha256.update(bytes);
      sha512.update(bytes);
      await onBytes(bytes);
      sizeBytes += bytesRead;
    }
    return { sizeBytes, sha256: sha256.digest("hex"), sha512: sha512.digest("hex") };
  } finally {
    await file.close();
  }
}

async function readable<T>(path: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw new CommandError(`${path}: ${systemMessage(error)}`, { cause: error });
  }
}
