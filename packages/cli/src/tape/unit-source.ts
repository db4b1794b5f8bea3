import type { OpenUnit } from "@floppytape/devices";
import { MtOp, TapeError } from "@floppytape/magtape";
import { isFloppyTape, readLengths } from "./file-blocks.js";
import { requireGoingOn } from "./lost-record.js";
import type { RecordSource, TapeStep } from "./record-stream.js";

/**
 * Reads a tape through its unit. Where a read gives nothing the status tells a file mark, which the unit
 * counts, from the end of data: files without a record are found, too.
 */
export async function createUnitSource(
  opened: OpenUnit,
  longestBytes: number,
): Promise<RecordSource> {
  const { unit } = opened;
  await unit.operation(MtOp.Rewind, 1);
  // A floppy tape doesn't know where it is before it has read its table; others need nothing.
  if (opened.tape) await unit.operation(MtOp.Nop, 1);
  let { fileno, blkno } = await unit.status();
  const isFloppy = await isFloppyTape(opened);
  let buffer: Uint8Array | undefined;
  let emptyReads = 0;
  let errors = 0;

  /** After an error: behind the record that can't be read, if the head is not there by itself. */
  async function pass(error: unknown): Promise<TapeStep> {
    requireGoingOn(error, ++errors);
    const now = await unit.status();
    if (now.blkno === blkno && now.fileno === fileno)
      await unit.operation(MtOp.Fsr, 1).catch(() => {
        throw error; // the first error says why the head does not get on
      });
    ({ fileno, blkno } = await unit.status());
    return { kind: "lost", reason: error.message };
  }

  async function read(): Promise<number> {
    if (buffer) return unit.read(buffer);
    const lengths = await readLengths(opened, isFloppy, longestBytes);
    for (const [i, length] of lengths.entries()) {
      buffer = new Uint8Array(length);
      try {
        return await unit.read(buffer);
      } catch (error) {
        const isWrongLength = error instanceof TapeError && error.code === "EINVAL";
        if (!isWrongLength || i + 1 === lengths.length) throw error;
      }
    }
    return 0;
  }

  return {
    async next() {
      let count: number;
      try {
        count = await read();
      } catch (error) {
        return pass(error);
      }
      errors = 0;
      if (count > 0) {
        emptyReads = 0;
        if (blkno >= 0) blkno++;
        return { kind: "record", data: buffer!.subarray(0, count) };
      }
      if (isFloppy) buffer = undefined;
      const now = await unit.status();
      emptyReads++;
      const isCounted = now.fileno >= 0 && fileno >= 0;
      const isEnd = isCounted ? now.fileno === fileno : emptyReads > 1;
      ({ fileno, blkno } = now);
      return isEnd ? undefined : { kind: "filemark" };
    },
    async close() {
      await unit.operation(MtOp.Rewind, 1);
      await opened.release();
    },
  };
}
