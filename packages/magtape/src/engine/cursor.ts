import { TapeError } from "../errors.js";
import type { Cursor } from "./cursor-state.js";
import { isKnown, type Place, unknownDescriptor } from "./descriptor.js";
import { isTooLong, rewindToFile } from "./end-of-data.js";
import type { PositionMemory } from "./position-memory.js";
import { sayDevice } from "./status-report.js";
import { notPositionable } from "./tape-errors.js";
import type { TapeHead } from "./tape-head.js";

export function createCursor(head: TapeHead, memory: PositionMemory | undefined): Cursor {
  return {
    head,
    place: { ...unknownDescriptor },
    memory,
    counted: false,
    started: false,
    writing: undefined,
  };
}

/** Recalls where the tape was left. What is not known begins at the beginning of the tape. */
export async function start(cursor: Cursor): Promise<void> {
  if (cursor.started) return;
  const { head, place, memory } = cursor;
  const { positioning, rewindOnOpen, trustFileCount } = head.profile;
  Object.assign(place, await memory?.recall(), { flags: 0 });
  await memory?.keep(unknownDescriptor);
  cursor.started = true;
  sayDevice(head, place, "read");
  if (!trustFileCount) place.files = 0;
  if (!isKnown(place)) Object.assign(place, { files: 0, usedKb: 0 });
  cursor.counted = place.files > 0;
  if (isKnown(place) && !rewindOnOpen) return;
  head.lost = positioning;
  Object.assign(place, { file: 1, record: 1 });
}

/** Ends a file that is being written, and has the drive open with the head at the place. */
export async function prepare(cursor: Cursor): Promise<void> {
  await cursor.writing?.finish();
  await start(cursor);
  if (cursor.head.mode === undefined) await cursor.head.open("r");
  await settle(cursor);
}

/** Brings the head to the place. */
export async function settle({ head, place }: Cursor): Promise<void> {
  if (!head.lost) return;
  if (!head.profile.positioning) throw notPositionable();
  const { record } = place;
  if (record === 0) await goInFrontOfMark(head, place, place.file);
  else {
    await rewindToFile(head, place.file);
    // Within a file, where the count of records meets no mark.
    if (record > 1) await head.forwardRecords(record - 1);
  }
  head.lost = false;
}

/** Runs a motion from one place to another; where it fails the tape is somewhere between. */
export async function moving<T>({ head }: Cursor, motion: () => Promise<T>): Promise<T> {
  try {
    return await motion();
  } catch (error) {
    head.lost = head.profile.positioning;
    throw error;
  }
}

/** The user is behind all files that are on the tape. */
export function isAtEnd({ counted, place }: Cursor): boolean {
  return counted && place.file === place.files + 1 && place.record === 1;
}

/** The end was found to be here. */
export function endIsHere(cursor: Cursor): void {
  cursor.place.files = cursor.place.file - 1;
  cursor.counted = true;
}

/** So many errors in a row mean that the head does not move. */
export const errorsInARow = 20;

/**
 * To the end of a file, in front of its mark, on a drive that can only go forward: the records are counted
 * on a first way, which ends behind the mark.
 */
export async function goInFrontOfMark(head: TapeHead, place: Place, file: number): Promise<void> {
  const { profile } = head;
  await rewindToFile(head, file);
  let records = 0;
  for (let errors = 0; ; records++) {
    try {
      if ((await head.read(head.scratch)) === 0) break;
      errors = 0;
    } catch (error) {
      if (isTooLong(error)) continue;
      if (!(error instanceof TapeError) || ++errors > errorsInARow) throw error;
      if (profile.readErrorIsEof) break;
      if (profile.skipRecordAfterError) await head.forwardRecords(1);
    }
  }
  if (profile.readCrossesMark || head.lost) {
    await rewindToFile(head, file);
    if (records > 0) await head.forwardRecords(records);
  }
  Object.assign(place, { file, record: records + 1 });
  head.lost = false;
}

/** In front of the mark behind `file`, which ends somewhere in front of the head. */
export async function backToMark(cursor: Cursor, file: number): Promise<void> {
  const { head, place } = cursor;
  const { profile } = head;
  const count = place.file - file;
  if (
    !profile.canBackspaceFiles ||
    profile.bsfStopsAfterMark ||
    count > profile.backspaceLimit ||
    head.lost
  )
    return moving(cursor, () => goInFrontOfMark(head, place, file));
  await moving(cursor, () => head.backFiles(count));
  Object.assign(place, { file, record: 0 });
}
