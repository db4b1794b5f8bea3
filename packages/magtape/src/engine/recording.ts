import { TapeError } from "../errors.js";
import { MtOp } from "../mt-op.js";
import { endIsHere } from "./cursor.js";
import type { Cursor } from "./cursor-state.js";
import { closeHead } from "./leaving.js";
import { rewind } from "./motion.js";
import { wholeBlocks } from "./transfer.js";
import { beginWriting, finishWriting, noteWriteError, writeMarks } from "./writing.js";

/** Writes one record at the place. */
export async function writeRecord(cursor: Cursor, data: Uint8Array): Promise<void> {
  if (data.length === 0) throw new RangeError("data is empty: no record has 0 bytes");
  const { head, place } = cursor;
  const { blockSize } = head.profile;
  const whole = wholeBlocks(data, blockSize);
  const writing = await beginWriting(cursor, "record");
  let written = 0;
  try {
    written = await head.write(whole);
  } catch (error) {
    noteWriteError(cursor, writing, error);
    throw error;
  }
  if (written > 0) {
    writing.due = true;
    writing.anything = true;
    writing.marks = 0;
    if (place.record > 0) place.record += blockSize > 0 ? Math.ceil(written / blockSize) : 1;
  }
  if (written < whole.length)
    throw new TapeError("ENOSPC", `${written} of ${whole.length} bytes fit on the tape`, {
      reason: "end-of-medium",
      resid: whole.length - written,
    });
}

/** Writes file marks. Where an error has left only the close of this open, that close writes the first. */
export async function endFiles(cursor: Cursor, count: number): Promise<void> {
  let left = count;
  if (cursor.writing?.stuck === true && cursor.writing.due) {
    await finishWriting(cursor);
    left--;
  }
  if (left === 0) return;
  await writeMarks(cursor, await beginWriting(cursor, "marks"), left);
}

/** Erases the whole tape. */
export async function erase(cursor: Cursor): Promise<void> {
  await rewind(cursor);
  const writing = await beginWriting(cursor, "marks");
  try {
    await cursor.head.operation(MtOp.Erase, 1);
  } catch (error) {
    noteWriteError(cursor, writing, error);
    throw error;
  }
  cursor.writing = undefined;
  endIsHere(cursor);
  await closeHead(cursor);
}
