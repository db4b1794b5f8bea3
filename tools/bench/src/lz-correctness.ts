/** What every LZRW3 engine must show before it is timed: the reference's bytes, and back again. */
import { createLzrw3Engine, type Lzrw3Engine, lzrw3CompressBound } from "@floppytape/lz";

export interface LzComparison {
  /** Blocks compared. */
  readonly blocks: number;
  /** Blocks whose stream differs from the reference's, or does not expand to the block. */
  readonly differences: number;
}

/** Blocks of `blockBytes`, the last one as long as what is left. */
export function blocksOf(bytes: Uint8Array, blockBytes: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes)
    blocks.push(bytes.subarray(at, at + blockBytes));
  return blocks;
}

export function compareWithReference(
  engine: Lzrw3Engine,
  bytes: Uint8Array,
  blockBytes: number,
): LzComparison {
  const reference = createLzrw3Engine("reference");
  const expected = new Uint8Array(lzrw3CompressBound(blockBytes));
  const own = new Uint8Array(lzrw3CompressBound(blockBytes));
  const expanded = new Uint8Array(blockBytes);
  const blocks = blocksOf(bytes, blockBytes);
  let differences = 0;
  for (const block of blocks) {
    const expectedBytes = reference.compress(block, expected);
    const ownBytes = engine.compress(block, own);
    const same =
      expectedBytes === ownBytes &&
      Buffer.compare(expected.subarray(0, expectedBytes), own.subarray(0, ownBytes)) === 0;
    if (ownBytes === undefined) {
      // stored: there is no stream to compare
      if (expectedBytes !== undefined) differences++;
      continue;
    }
    const target = expanded.subarray(0, block.length);
    engine.decompress(own.subarray(0, ownBytes), target);
    if (!same || Buffer.compare(target, block) !== 0) differences++;
  }
  return { blocks: blocks.length, differences };
}
