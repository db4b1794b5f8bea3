import type { OpenUnit } from "@floppytape/devices";
import { FloppyTapeType, MtOp, TapeError } from "@floppytape/magtape";

/** Longest block of a floppy tape, and what all its blocks are multiples of. */
const MaxBlockBytes = 63488;
const BlockUnitBytes = 1024;
const DefaultBlockBytes = 10240;

/** Whether a tape is read and written in blocks of a length that each file has for itself. */
export async function isFloppyTape({ unit, tape }: OpenUnit): Promise<boolean> {
  return tape !== undefined || ((await unit.status()).type & FloppyTapeType) !== 0;
}

/** How long the reads of a file may have to be, the likeliest first; a wrong length is refused with `EINVAL`. */
export async function readLengths(
  { tape }: OpenUnit,
  isFloppy: boolean,
  longestBytes: number,
): Promise<readonly number[]> {
  if (!isFloppy) return [longestBytes];
  const known = await tape?.unit.recordedBlockSize().catch(() => 0); // there is no volume at the end
  if (known !== undefined && known > 1) return [known];
  const blocks = Array.from({ length: MaxBlockBytes / BlockUnitBytes }, (_, i) => i + 1);
  return [DefaultBlockBytes, ...blocks.map((count) => count * BlockUnitBytes)];
}

/**
 * Chooses the length of the blocks of a new file by its first record. What has no such length goes into
 * blocks of any length, 0, which keep the bytes alone. A server that can't set it has its own.
 */
export async function beginBlocks(
  { unit, tape }: OpenUnit,
  record: Uint8Array,
  blockBytes: number | undefined,
): Promise<number> {
  const isBlock = record.length % BlockUnitBytes === 0 && record.length <= MaxBlockBytes;
  const blockSize = blockBytes ?? (isBlock ? record.length : 0);
  try {
    await unit.operation(MtOp.SetBlockSize, blockSize);
  } catch (error) {
    if (tape || !(error instanceof TapeError)) throw error;
  }
  return blockSize;
}

/** @throws {TapeError} `EINVAL` for a record that is not made of whole blocks. */
export function checkBlocks(record: Uint8Array, blockSize: number | undefined): void {
  if (blockSize === undefined || blockSize === 0 || record.length % blockSize === 0) return;
  throw new TapeError(
    "EINVAL",
    `a record of ${record.length} bytes does not fit a file with blocks of ${blockSize} bytes; with --block-size=0 its bytes are kept, but not where records end`,
    { requested: record.length, blockSize },
  );
}
