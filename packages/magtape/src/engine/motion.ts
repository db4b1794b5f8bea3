import { MtOp } from "../mt-op.js";
import { backToMark, endIsHere, isAtEnd, moving, prepare, settle, start } from "./cursor.js";
import type { Cursor } from "./cursor-state.js";
import { fileTold } from "./end-of-data.js";
import { closeHead } from "./leaving.js";
import { positionTape } from "./position.js";
import { endedEarly, notPositionable } from "./tape-errors.js";
import { finishWriting } from "./writing.js";

/** To the beginning of the tape. */
export async function rewind(cursor: Cursor): Promise<void> {
  await finishWriting(cursor);
  await start(cursor);
  const { head, place } = cursor;
  if (!head.profile.positioning) throw notPositionable();
  if (head.mode === undefined) await head.open("r");
  await moving(cursor, () => head.rewind());
  Object.assign(place, { file: 1, record: 1 });
  head.lost = false;
}

/** To the end of the tape and back, for an even tension. */
export async function retension(cursor: Cursor): Promise<void> {
  await rewind(cursor);
  await cursor.head.operation(MtOp.Retension, 1);
}

/** Rewinds and gives the cartridge out: of the next one nothing is known. */
export async function unload(cursor: Cursor): Promise<void> {
  await rewind(cursor);
  const { head, place } = cursor;
  await head.operation(MtOp.Offline, 1);
  await closeHead(cursor);
  head.lost = true;
  place.files = 0;
  cursor.counted = false;
}

/** To the beginning of a file, counted from 1, or to the end that comes before it. */
export async function goToFile(cursor: Cursor, file: number): Promise<void> {
  await prepare(cursor);
  const { place } = cursor;
  requirePositioning(cursor);
  if (cursor.counted && file > place.files + 1) {
    await goToEnd(cursor);
    throw endedEarly("eod", `the tape has ${place.files} files: there is no file ${file - 1}`);
  }
  await search(cursor, file);
  if (place.file < file)
    throw endedEarly("eod", `the tape has ${place.files} files: there is no file ${file - 1}`);
}

/** Back in front of the `count`-th mark. */
export async function backOverFiles(cursor: Cursor, count: number): Promise<void> {
  await prepare(cursor);
  requirePositioning(cursor);
  const { file } = cursor.place;
  if (count >= file) {
    await rewind(cursor);
    throw endedEarly("bot", `${file - 1} of ${count} marks are in front of here`);
  }
  await backToMark(cursor, file - count);
}

/** To where the next file is written. */
export async function goToEnd(cursor: Cursor): Promise<void> {
  await prepare(cursor);
  if (isAtEnd(cursor)) return;
  requirePositioning(cursor);
  const { hasEod, statusDoubleCheck } = cursor.head.profile;
  if (hasEod && statusDoubleCheck && !cursor.counted)
    await moving(cursor, () => jumpToLastFile(cursor));
  await search(cursor, -1);
}

/** By the state machine; it may find the end on its way. */
async function search(cursor: Cursor, file: number): Promise<void> {
  const request = { file, writing: false, careful: true };
  if (await moving(cursor, () => positionTape(cursor.head, cursor.place, request)))
    endIsHere(cursor);
}

/**
 * EOM goes behind the last mark, be it the second of two: the search for the end starts at the file in
 * front of that mark.
 */
async function jumpToLastFile(cursor: Cursor): Promise<void> {
  const { head, place } = cursor;
  await head.operation(MtOp.Eom, 1);
  const told = await fileTold(head);
  if (told === undefined) head.lost = true;
  else {
    Object.assign(place, { file: Math.max(1, told - 1), record: 1 });
    const { canBackspaceFiles, bsfStopsAfterMark } = head.profile;
    if (told > 2 && canBackspaceFiles && !bsfStopsAfterMark) {
      await head.backFiles(2);
      await head.forwardFiles(1);
    } else head.lost = true;
  }
  await settle(cursor);
}

function requirePositioning({ head }: Cursor): void {
  if (!head.profile.positioning) throw notPositionable();
}
