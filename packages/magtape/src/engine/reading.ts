import { TapeError } from "../errors.js";
import type { ReadResult, SkipStop } from "../tape-device.js";
import {
  backToMark,
  endIsHere,
  errorsInARow,
  goInFrontOfMark,
  isAtEnd,
  moving,
  prepare,
  settle,
} from "./cursor.js";
import type { Cursor } from "./cursor-state.js";
import {
  endedShort,
  fileTold,
  isTooLong,
  leaveSecondMark,
  meansEnd,
  probeFile,
} from "./end-of-data.js";
import { withReason } from "./tape-errors.js";

/** Reads into `into`, which is as long as the longest record that is wanted. */
export async function readRecord(cursor: Cursor, into: Uint8Array): Promise<ReadResult> {
  await prepare(cursor);
  const { head, place } = cursor;
  const { profile } = head;
  if (isAtEnd(cursor)) return { kind: "eod" };
  const atStart = place.record === 1;
  if (atStart && !profile.emptyReadProbesEod && !(await hasFile(cursor))) return { kind: "eod" };
  const length = await readOrEnd(cursor, into);
  if (length > 0) {
    passRecords(cursor, blocksIn(length, profile.blockSize));
    return { kind: "record", data: into.slice(0, length) };
  }
  if (atStart) {
    await meetEnd(cursor);
    return { kind: "eod" };
  }
  if (!profile.readCrossesMark && !head.lost) await moving(cursor, () => head.forwardFiles(1));
  Object.assign(place, { file: place.file + 1, record: 1 });
  return { kind: "filemark" };
}

/** A short block is a block. */
function blocksIn(length: number, blockSize: number): number {
  return blockSize > 0 ? Math.max(1, Math.floor(length / blockSize)) : 1;
}

/** Behind all records of a file, where they are not counted, there is none to pass. */
function passRecords({ place }: Cursor, count: number): void {
  if (place.record > 0) place.record += count;
}

/** 0 also for errors that mean a mark; a record that can't be read or is too long is passed. */
async function readOrEnd(cursor: Cursor, into: Uint8Array): Promise<number> {
  const { head, place } = cursor;
  const { profile } = head;
  try {
    return await head.read(into);
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    if (!isTooLong(error)) {
      if (profile.readErrorIsEof || (place.record === 1 && (await meansEnd(head, error)))) return 0;
      if (profile.skipRecordAfterError) await head.forwardRecords(1);
    }
    passRecords(cursor, 1);
    throw withReason(error);
  }
}

/** Tries without reading, where a read at the end of data has no way back. */
async function hasFile(cursor: Cursor): Promise<boolean> {
  const { head, place } = cursor;
  if (cursor.counted && place.file <= place.files) return true;
  if ((await probeFile(head, place.file)) === "end") {
    await meetEnd(cursor);
    return false;
  }
  await backRecords(cursor, 1);
  return true;
}

async function meetEnd(cursor: Cursor): Promise<void> {
  endIsHere(cursor);
  await moving(cursor, () => leaveSecondMark(cursor.head, cursor.place.file, false));
}

/** How far records were skipped, and what ended it before the count did. */
export interface Skipped {
  readonly moved: number;
  readonly stoppedBy?: SkipStop;
}

/** The first record of a file is read, because only that tells the end of the tape; then FSR goes on. */
export async function skipForward(cursor: Cursor, count: number): Promise<Skipped> {
  await prepare(cursor);
  const { head, place } = cursor;
  const { profile } = head;
  let errors = 0;
  let manyAtOnce = profile.multiRecordFsrSafe && profile.statusDoubleCheck;
  for (let moved = 0; moved < count; ) {
    if (place.record > 1 && !profile.skipMarksWithRecords) {
      const { done, met } = await skipWithin(cursor, manyAtOnce ? count - moved : 1);
      moved += done;
      if (met) return { moved, stoppedBy: "filemark" };
      manyAtOnce &&= done > 0;
      continue;
    }
    try {
      const { kind } = await readRecord(cursor, head.scratch);
      if (kind !== "record") return { moved, stoppedBy: kind };
      errors = 0;
    } catch (error) {
      // Too long or not readable: it was passed, which is all that was wanted.
      const passed = error instanceof TapeError && error.code === "EIO" && ++errors <= errorsInARow;
      if (!passed && !isTooLong(error)) throw error;
    }
    moved++;
  }
  return { moved: count };
}

/**
 * FSR from the middle of a file. Where the drive has passed a mark without saying so, which its status tells,
 * a way of several records is taken back: nothing is done.
 */
async function skipWithin(cursor: Cursor, step: number): Promise<{ done: number; met: boolean }> {
  const { head, place } = cursor;
  await settle(cursor);
  const { file } = place;
  let left = 0;
  let met = false;
  try {
    await head.forwardRecords(step);
  } catch (error) {
    if (!endedShort(error)) throw error;
    met = true;
    left = step === 1 ? 1 : (recordsLeft(error) ?? (await head.status()).resid);
  }
  const told = await fileTold(head);
  const elsewhere = told !== undefined && told !== file;
  if (elsewhere && step > 1 && !(met && told === file + 1)) {
    head.lost = true;
    return { done: 0, met: false };
  }
  if (elsewhere && step === 1) {
    met = true;
    left = 1;
  }
  if (!met) {
    place.record += step;
    return { done: step, met };
  }
  const crossed = told === undefined ? head.profile.skipCrossesMark : told > file;
  if (!crossed && !head.lost) await moving(cursor, () => head.forwardFiles(1));
  Object.assign(place, { file: elsewhere ? told : file + 1, record: 1 });
  return { done: Math.max(0, step - left), met };
}

function recordsLeft({ details }: TapeError): number | undefined {
  return typeof details.resid === "number" ? details.resid : undefined;
}

/** Backward: by BSR where the drive can, else by rewinding. In front of a mark it ends. */
export async function skipBack(cursor: Cursor, count: number): Promise<Skipped> {
  await prepare(cursor);
  const { head, place } = cursor;
  if (place.record === 0) await moving(cursor, () => goInFrontOfMark(head, place, place.file));
  const moved = Math.min(count, place.record - 1);
  if (moved < count && place.file > 1) {
    await backToMark(cursor, place.file - 1);
    return { moved, stoppedBy: "filemark" };
  }
  if (moved > 0) {
    place.record -= moved;
    await backRecords(cursor, moved);
  }
  return moved < count ? { moved, stoppedBy: "bot" } : { moved };
}

/** Back over records of this file to the place, which is there already. */
async function backRecords(cursor: Cursor, count: number): Promise<void> {
  const { head } = cursor;
  if (head.profile.canBackspaceRecords) return moving(cursor, () => head.backRecords(count));
  head.lost = true;
  await settle(cursor);
}
