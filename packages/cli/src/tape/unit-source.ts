import type { OpenUnit } from "@floppytape/devices";
import { type MtGet, MtOp, TapeError } from "@floppytape/magtape";
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
    const isWhereItWas = ({ blkno: block, fileno: file }: MtGet) =>
      block === blkno && file === fileno;
    let now = await unit.status();
    if (isWhereItWas(now)) {
      await unit.operation(MtOp.Fsr, 1).catch(() => {
        throw error; // the first error says why the head does not get on
      });
      now = await unit.status();
    }
    // A head that is seen to get on comes to the end of any damage.
    if (!isWhereItWas(now)) errors = 0;
    ({ fileno, blkno } = now);
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
