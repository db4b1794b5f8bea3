import type { OpenUnit } from "@floppytape/devices";
import { MtOp, TapeError } from "@floppytape/magtape";
import { beginBlocks, checkBlocks, isFloppyTape } from "./file-blocks.js";
import type { RecordTarget } from "./record-stream.js";

/** Writes to a tape through its unit, from where it stands. */
export async function createUnitTarget(
  opened: OpenUnit,
  blockBytes: number | undefined,
): Promise<RecordTarget> {
  const { unit } = opened;
  const isFloppy = await isFloppyTape(opened);
  let blockSize: number | undefined;
  return {
    async write(record) {
      if (isFloppy) blockSize ??= await beginBlocks(opened, record, blockBytes);
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
    close: opened.release,
  };
}
