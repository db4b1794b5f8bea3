import { UsageError } from "../usage-error.js";

/** What zftape uses unless told otherwise; GNU tar's records have the same size. */
export const DefaultBlockBytes = 10240;

const BlockUnit = 1024;
const MaxBlockBytes = 63488;

/**
 * `--block-size`: bytes, 0 for variable.
 * @throws {UsageError}
 */
export function parseBlockSize(text: string): number {
  if (text === "variable") return 0;
  const bytes = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(bytes % BlockUnit === 0 && bytes <= MaxBlockBytes))
    throw new UsageError(
      `--block-size: '${text}' is neither 'variable' nor a multiple of ${BlockUnit} up to ${MaxBlockBytes}`,
    );
  return bytes;
}
