import { TapeError } from "../errors.js";
import type { ReadResult, SkipStop } from "../tape-device.js";
import {
  backToMark,
  type Cursor,
  endIsHere,
  goInFrontOfMark,
  isAtEnd,
  prepare,
  settle,
} from "./cursor.js";
import { fileTold, isTooLong, leaveSecondMark, probeFile } from "./end-of-data.js";
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
  if (!profile.readCrossesMark && !head.lost) await head.forwardFiles(1);
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
      if (profile.readErrorIsEof || (profile.readAtEodErrors && place.record === 1)) return 0;
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
  if ((await probeFile(head, place.file, new Uint8Array(0))) === "end") {
    await meetEnd(cursor);
    return false;
  }
  if (head.profile.canBackspaceRecords) await head.backRecords(1);
  else {
    head.lost = true;
    await settle(cursor);
  }
  return true;
}

async function meetEnd(cursor: Cursor): Promise<void> {
  endIsHere(cursor);
  await leaveSecondMark(cursor.head, cursor.place.file, false);
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
  const buffer = new Uint8Array(profile.blockSize || profile.maxRecord || 1);
  for (let moved = 0; moved < count; ) {
    if (place.record > 1 && !profile.skipMarksWithRecords) {
      const { done, met } = await skipWithin(cursor, count - moved);
      moved += done;
      if (met) return { moved, stoppedBy: "filemark" };
      continue;
    }
    try {
      const { kind } = await readRecord(cursor, buffer);
      if (kind !== "record") return { moved, stoppedBy: kind };
    } catch (error) {
      // Too long or not readable: it was passed, which is all that was wanted.
      if (!(error instanceof TapeError) || !(isTooLong(error) || error.code === "EIO")) throw error;
    }
    moved++;
  }
  return { moved: count };
}

/** FSR from the middle of a file, as far as its count can be trusted. */
async function skipWithin(cursor: Cursor, count: number) {
  const { head, place } = cursor;
  const { profile } = head;
  await settle(cursor);
  const step = profile.multiRecordFsrSafe && profile.statusDoubleCheck ? count : 1;
  try {
    await head.forwardRecords(step);
  } catch (error) {
    if (!(error instanceof TapeError) || error.code !== "EIO") throw error;
    const { resid } = error.details;
    const left = step === 1 ? 1 : typeof resid === "number" ? resid : (await head.status()).resid;
    const crossed =
      (await fileTold(head)) ?? (profile.skipCrossesMark ? place.file + 1 : place.file);
    if (crossed === place.file && !head.lost) await head.forwardFiles(1);
    Object.assign(place, { file: place.file + 1, record: 1 });
    return { done: Math.max(0, step - left), met: true };
  }
  place.record += step;
  return { done: step, met: false };
}

/** Backward: by BSR where the drive can, else by rewinding. In front of a mark it ends. */
export async function skipBack(cursor: Cursor, count: number): Promise<Skipped> {
  await prepare(cursor);
  const { head, place } = cursor;
  if (place.record === 0) await goInFrontOfMark(head, place, place.file);
  const moved = Math.min(count, place.record - 1);
  if (moved < count && place.file > 1) {
    await backToMark(cursor, place.file - 1);
    return { moved, stoppedBy: "filemark" };
  }
  if (moved > 0) {
    place.record -= moved;
    if (head.profile.canBackspaceRecords) await head.backRecords(moved);
    else {
      head.lost = true;
      await settle(cursor);
    }
  }
  return moved < count ? { moved, stoppedBy: "bot" } : { moved };
}
