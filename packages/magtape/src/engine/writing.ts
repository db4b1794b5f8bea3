import { TapeError } from "../errors.js";
import { MtOp } from "../mt-op.js";
import type { TapeProfile } from "../tape-profile.js";
import {
  backToMark,
  endIsHere,
  goInFrontOfMark,
  isAtEnd,
  moving,
  prepare,
  settle,
  start,
} from "./cursor.js";
import type { Cursor, Writing } from "./cursor-state.js";
import { backOverMark } from "./end-of-data.js";
import { closeHead, movesAtClose } from "./leaving.js";
import { sayValue } from "./status-report.js";

/** Opens the drive for writing, if it isn't, with the head where `kind` can be written. */
export async function beginWriting(cursor: Cursor, kind: "record" | "marks"): Promise<Writing> {
  if (cursor.writing?.stuck === true) await finishWriting(cursor);
  if (cursor.writing !== undefined) return cursor.writing;
  await start(cursor);
  const { head, place } = cursor;
  const { profile } = head;
  const behindMark = place.record === 1 && place.file > 1;
  if (profile.backsOverMarkToAppend && behindMark) {
    await prepare(cursor);
    await moving(cursor, () => backOverMark(head, place.file, true));
  }
  const marksFirst =
    kind === "record" &&
    profile.needsMarkToOverwrite &&
    !isAtEnd(cursor) &&
    (place.file > 1 || place.record !== 1);
  // At the beginning of a file the mark in front of it is written anew: one more would be an empty file.
  if (marksFirst && behindMark) {
    await prepare(cursor);
    await backToMark(cursor, place.file - 1);
  }
  if (head.lost) await prepare(cursor);
  await openToWrite(cursor);
  sayValue(head, "acmode", isAtEnd(cursor) ? "append" : "write");
  const writing: Writing = {
    due: false,
    marks: place.record === 1 ? 1 : 0,
    anything: false,
    stuck: false,
    finish: () => finishWriting(cursor),
  };
  cursor.writing = writing;
  cursor.counted = false;
  // How much is recorded now is counted by nobody.
  Object.assign(place, { files: 0, usedKb: 0 });
  if (marksFirst) await writeMarks(cursor, writing, 1);
  return writing;
}

/** A drive that would leave the place when it is closed is positioned in the open that writes. */
async function openToWrite(cursor: Cursor): Promise<void> {
  const { head, place } = cursor;
  // What is recorded is counted before: in the open that writes the tape is only skipped.
  if (head.mode === "r" && place.record === 0 && movesAtClose(cursor))
    await moving(cursor, () => goInFrontOfMark(head, place, place.file));
  await closeHead(cursor);
  await head.open(head.lost ? "rw" : "w");
  await settle(cursor).catch((error) => giveUp(cursor, error));
}

/** Closes an open that writes and could not go on; the error says more than this close could. */
async function giveUp({ head }: Cursor, error: unknown): Promise<never> {
  head.lost = true;
  await head.close().catch(() => {});
  throw error;
}

/** Writes marks: the files in front of them are ended. */
export async function writeMarks(cursor: Cursor, writing: Writing, count: number): Promise<void> {
  const { head, place } = cursor;
  try {
    await head.operation(MtOp.Weof, count);
  } catch (error) {
    noteWriteError(cursor, writing, error);
    throw error;
  }
  place.file += count;
  place.record = 1;
  writing.marks += count;
  writing.due = false;
  writing.anything = true;
}

/** What an error leaves of this open. */
export function noteWriteError({ head }: Cursor, writing: Writing, error: unknown): void {
  if (error instanceof TapeError && head.profile.stickyErrors) writing.stuck = true;
}

/** Marks that end a tape: two where one can't be told from the end of a file. */
function marksAtEnd(profile: TapeProfile): 1 | 2 {
  return profile.readAtEodPassesSecondMark || profile.marksOnClose === 2 ? 2 : 1;
}

/**
 * Ends what was written and closes the drive: the tape ends here, with the marks that this drive needs to
 * find its end again, and the head is behind the first of them.
 */
export async function finishWriting(cursor: Cursor): Promise<void> {
  const { head, place, writing } = cursor;
  if (writing === undefined) return;
  const { profile } = head;
  cursor.writing = undefined;
  try {
    if (writing.due) {
      const wanted = marksAtEnd(profile);
      if (profile.marksOnClose < wanted && !writing.stuck) {
        await head.operation(MtOp.Weof, wanted);
        await backOverMarks(cursor, wanted - 1);
      }
      place.file++;
      place.record = 1;
    } else if (writing.anything && !writing.stuck) {
      if (writing.marks < marksAtEnd(profile)) {
        await head.operation(MtOp.Weof, 1);
        await backOverMarks(cursor, 1);
      } else await backOverMarks(cursor, writing.marks - 1);
      place.file -= Math.max(0, writing.marks - 1);
    } else if (profile.nullFileOnEmptyWrite) {
      // This close writes a mark that nobody asked for, and the head is behind it.
      head.lost = true;
      if (place.record !== 1) Object.assign(place, { file: place.file + 1, record: 1 });
    }
    await closeHead(cursor);
  } catch (error) {
    // What is on the tape now is not known: whoever comes next begins at the beginning.
    Object.assign(place, { file: 1, record: 1, files: 0 });
    await giveUp(cursor, error);
  }
  if (writing.anything || profile.nullFileOnEmptyWrite) endIsHere(cursor);
}

async function backOverMarks({ head }: Cursor, count: number): Promise<void> {
  const { profile } = head;
  if (count === 0) return;
  if (profile.skipMarksWithRecords && profile.canBackspaceRecords) await head.backRecords(count);
  else if (profile.canBackspaceFiles && !profile.bsfStopsAfterMark) await head.backFiles(count);
  else head.lost = true;
}
