import type { OpenUnit } from "@floppytape/devices";
import { MtOp, TapeError } from "@floppytape/magtape";
import { beginBlocks, checkBlocks, isFloppyTape } from "./file-blocks.js";
import type { RecordTarget } from "./record-stream.js";

/** How a unit remembers blocks of any length. */
const VariableBlocks = 1;

/** Writes to a tape through its unit, from where it stands. */
export async function createUnitTarget(
  opened: OpenUnit,
  blockBytes: number | undefined,
): Promise<RecordTarget> {
  const { unit } = opened;
  const isFloppy = await isFloppyTape(opened);
  // Of a tape elsewhere nobody knows it.
  const before = opened.tape?.zftape.state().blockSize;
  let blockSize: number | undefined;
  let isChanged = false;

  /** The next program that writes is to find the block size that the user has set. */
  async function restoreBlockSize(): Promise<void> {
    if (!isChanged || before === undefined) return;
    if (blockSize !== undefined) await unit.operation(MtOp.Weof, 1); // as the close would
    await unit.operation(MtOp.SetBlockSize, before === VariableBlocks ? 0 : before);
  }

  return {
    async write(record) {
      if (isFloppy && blockSize === undefined) {
        blockSize = await beginBlocks(opened, record, blockBytes);
        isChanged = true;
      }
      checkBlocks(record, blockSize);
      const count = await unit.write(record);
      if (count !== record.length)
        throw new TapeError("ENOSPC", `the tape took ${count} of ${record.length} bytes`, {
          requested: record.length,
        });
    },
    async writeMark() {
      await unit.operation(MtOp.Weof, 1);
      blockSize = undefined;
    },
    async close() {
      try {
        await restoreBlockSize();
      } finally {
        await opened.release();
      }
    },
  };
}
