import { TapeError } from "../errors.js";
import type { TapeErrorReason } from "../tape-device.js";
import type { TapeProfile } from "../tape-profile.js";
import {
  inBlocks,
  isEndOfData,
  marks,
  marksBefore,
  nextMark,
  previousMark,
  type TapeItem,
} from "./medium.js";

/** The moving part of a drive: a tape, a head and every bad habit of the profile. Outlives each open. */
export interface Transport {
  items: TapeItem[];
  head: number;
  /** Reads at the end of data since the tape was moved or opened. */
  emptyReads: number;
  /** The head came here by an operation, not by reading: it is exactly behind the mark. */
  settled: boolean;
  /** A read at the end of data has taken a drive there that only a rewind gets out of it. */
  inDeadEnd: boolean;
}

/** An error of the drive; `resid` is what was left undone. */
export function driveError(message: string, reason: TapeErrorReason, resid = 0): TapeError {
  return new TapeError("EIO", message, { reason, resid });
}

/** One read, without the checks that belong to the open unit. */
export function readTape(tape: Transport, profile: TapeProfile, into: Uint8Array): number {
  tape.settled = false;
  if (isEndOfData(tape.items, tape.head)) return readAtEnd(tape, profile);
  if (tape.items[tape.head]!.kind === "mark") {
    if (profile.readCrossesMark) tape.head++;
    if (profile.readErrorIsEof) throw driveError("a file mark, as an error", "media");
    return 0;
  }
  let length = 0;
  for (;;) {
    const item = tape.items[tape.head];
    if (item === undefined || item.kind === "mark") return length;
    if (item.unreadable === true) {
      if (length > 0) return length;
      if (!profile.skipRecordAfterError) tape.head++;
      throw driveError("the record can't be read", "media");
    }
    if (item.data.length > into.length - length) {
      if (length > 0) return length;
      tape.head++;
      const numbers = { reason: "record-too-long", requested: into.length };
      throw new TapeError("ENOMEM", `the record is longer than ${into.length} bytes`, numbers);
    }
    into.set(item.data, length);
    length += item.data.length;
    tape.head++;
    if (profile.blockSize === 0 || length === into.length) return length;
  }
}

function readAtEnd(tape: Transport, profile: TapeProfile): number {
  const secondMark = tape.head < tape.items.length;
  if (secondMark && profile.readAtEodPassesSecondMark) tape.head++;
  if (!profile.emptyReadProbesEod) tape.inDeadEnd = true;
  if (profile.readAtEodErrors || profile.readErrorIsEof || ++tape.emptyReads > 1)
    throw driveError("nothing is recorded here", "eod");
  return 0;
}

/** One write of data that was checked; everything behind it is gone. */
export function writeTape(tape: Transport, profile: TapeProfile, data: Uint8Array): void {
  const atEnd = isEndOfData(tape.items, tape.head);
  if (profile.needsMarkToOverwrite && tape.head > 0 && !atEnd)
    throw driveError("data can't be written here before a file mark is", "illegal");
  // The head has overshot: it is on the mark, not behind it.
  if (profile.backsOverMarkToAppend && tape.head > 0 && atEnd && !tape.settled) tape.head--;
  const blocks: TapeItem[] =
    profile.blockSize > 0
      ? inBlocks(data, profile.blockSize)
      : [{ kind: "record", data: data.slice() }];
  tape.items.splice(tape.head, tape.items.length, ...blocks);
  tape.head = tape.items.length;
  tape.settled = true;
}

/** Writes marks and leaves the head behind the first `behind` of them. */
export function writeMarks(tape: Transport, count: number, behind = count): void {
  tape.items.splice(tape.head, tape.items.length, ...marks(count));
  tape.head += behind;
  tape.settled = true;
}

/** FSF. Where it can't be trusted with a count, two marks in a row on its way make it run to the end. */
export function spaceFilesForward(tape: Transport, profile: TapeProfile, count: number): void {
  for (let done = 0; done < count; done++) {
    const found = nextMark(tape.items, tape.head);
    if (found === undefined) {
      tape.head = tape.items.length;
      throw driveError(`${count - done} of ${count} files are left`, "eod", count - done);
    }
    tape.head = found + 1;
    const ranAway = !profile.multiFileFsf && isEndOfData(tape.items, tape.head);
    if (count > 1 && done + 1 < count && ranAway && tape.head < tape.items.length) {
      tape.head = tape.items.length;
      return;
    }
  }
}

/** BSF. Behind the mark (`bsfStopsAfterMark`), `count` files back from the beginning of this one. */
export function spaceFilesBack(tape: Transport, profile: TapeProfile, count: number): void {
  if (!profile.canBackspaceFiles) throw notSupported("BSF");
  let left = count;
  for (; left > 0; left--) {
    const found = previousMark(tape.items, tape.head);
    if (found === undefined) break;
    tape.head = found;
  }
  if (
    left > 0 ||
    (profile.bsfStopsAfterMark && previousMark(tape.items, tape.head) === undefined)
  ) {
    tape.head = 0;
    if (left > 0 && profile.bsfPastBotDetectable)
      throw driveError(`${left} of ${count} files are left`, "bot", left);
  } else if (profile.bsfStopsAfterMark) tape.head = previousMark(tape.items, tape.head)! + 1;
}

/** FSR. A mark ends the way, unless it counts as a record or a count above 1 makes the drive blind. */
export function spaceRecordsForward(tape: Transport, profile: TapeProfile, count: number): void {
  for (let done = 0; done < count; ) {
    const item = tape.items[tape.head];
    if (item === undefined)
      throw driveError(`${count - done} of ${count} records are left`, "eod", count - done);
    const blind = count > 1 && !profile.multiRecordFsrSafe;
    if (item.kind === "mark" && !profile.skipMarksWithRecords && !blind) {
      if (profile.skipCrossesMark) tape.head++;
      throw new TapeError("EIO", `a file mark, ${count - done} records are left`, {
        resid: count - done,
      });
    }
    tape.head++;
    if (item.kind === "record" || profile.skipMarksWithRecords) done++;
  }
}

/** BSR, by the same rules. */
export function spaceRecordsBack(tape: Transport, profile: TapeProfile, count: number): void {
  if (!profile.canBackspaceRecords) throw notSupported("BSR");
  for (let left = count; left > 0; left--) {
    const item = tape.items[tape.head - 1];
    if (item === undefined) {
      if (!profile.bsfPastBotDetectable) return;
      throw driveError(`${left} of ${count} records are left`, "bot", left);
    }
    const stops = item.kind === "mark" && !profile.skipMarksWithRecords;
    if (!stops || profile.skipCrossesMark) tape.head--;
    if (stops) throw new TapeError("EIO", `a file mark, ${left} records are left`, { resid: left });
  }
}

/** EOM. Where there is none that can be trusted it stops at the next mark, and says nothing. */
export function spaceToEnd(tape: Transport, profile: TapeProfile): void {
  const next = profile.hasEod ? undefined : nextMark(tape.items, tape.head);
  tape.head = next === undefined ? tape.items.length : next + 1;
}

/** Number of the file that the head is in, from 0. */
export function fileNumber(tape: Transport): number {
  return marksBefore(tape.items, tape.head);
}

function notSupported(operation: string): TapeError {
  return new TapeError("EINVAL", `${operation} is not supported: the tape does not run backwards`, {
    reason: "unsupported",
  });
}
