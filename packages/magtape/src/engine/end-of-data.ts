import { TapeError } from "../errors.js";
import { MtStatus } from "../mt-status.js";
import type { TapeHead } from "./tape-head.js";

/** What lies in front of the head at the beginning of a file. */
export type Probe = "data" | "end";

/**
 * Tries whether the file that begins here has a record, and passes it: a second mark in a row, or nothing
 * at all, is the end of the tape. The drive may be behind that mark then: {@link leaveSecondMark}.
 * @throws {TapeError} what the read threw, where the profile doesn't take an error for the end.
 */
export async function probeFile(head: TapeHead, file: number): Promise<Probe> {
  const { profile } = head;
  if (!profile.emptyReadProbesEod) return probeBySkipping(head, file);
  try {
    return (await head.read(head.scratch)) > 0 ? "data" : "end";
  } catch (error) {
    if (isTooLong(error)) return "data";
    if (await meansEnd(head, error)) return "end";
    throw error;
  }
}

/** An error of reading where a file begins is the end of the tape: by the profile, or as the drive says. */
export async function meansEnd(head: TapeHead, error: unknown): Promise<boolean> {
  const { readAtEodErrors, readErrorIsEof, statusDoubleCheck } = head.profile;
  if (!(error instanceof TapeError)) return false;
  if (readAtEodErrors || readErrorIsEof) return true;
  if (!statusDoubleCheck || head.lost) return false;
  return ((await head.status()).gstat & MtStatus.EndOfData) !== 0;
}

async function probeBySkipping(head: TapeHead, file: number): Promise<Probe> {
  try {
    await head.forwardRecords(1);
  } catch (error) {
    if (endedShort(error)) return "end";
    throw error;
  }
  // A drive for which marks are records too has said nothing yet.
  return (await fileTold(head)) === file + 1 ? "end" : "data";
}

/** A way over records was longer than what there was: EIO, and EINVAL with what is left from some drivers. */
export function endedShort(error: unknown): error is TapeError {
  if (!(error instanceof TapeError)) return false;
  return (
    error.code === "EIO" || (error.code === "EINVAL" && typeof error.details.resid === "number")
  );
}

/** The record was longer than the buffer: it is there, and it was passed. */
export function isTooLong(error: unknown): boolean {
  return error instanceof TapeError && (error.code === "ENOMEM" || error.code === "EOVERFLOW");
}

/**
 * The number, from 1, of the file that the drive says it is in; undefined when it isn't to be asked, or a
 * close has moved it since.
 */
export async function fileTold(head: TapeHead): Promise<number | undefined> {
  if (!head.profile.statusDoubleCheck || head.lost) return undefined;
  const { fileno } = await head.status();
  return fileno < 0 ? undefined : fileno + 1;
}

/** Straight to the beginning of a file that is known to be there, or to the end behind the last. */
export async function rewindToFile(head: TapeHead, file: number): Promise<void> {
  await head.rewind();
  if (file > 1) await head.forwardFiles(file - 1);
  head.lost = false;
}

/**
 * After a probe has found the end in front of file `file`: goes back between the two marks where the probe
 * has passed the second. Says whether it went there by rewinding.
 * @param bsfIsSafe BSF may be used on a drive that stops behind the mark.
 */
export async function leaveSecondMark(
  head: TapeHead,
  file: number,
  bsfIsSafe: boolean,
): Promise<boolean> {
  const { profile } = head;
  if (!profile.positioning) return false;
  const told = await fileTold(head);
  const passed = told === undefined ? passesBy(head) : told > file;
  if (passed === false && !head.lost) return false;
  const record = profile.skipMarksWithRecords && profile.canBackspaceRecords;
  const backs = record || (profile.canBackspaceFiles && (bsfIsSafe || !profile.bsfStopsAfterMark));
  if (passed === undefined || head.lost || !backs || file === 1) {
    await rewindToFile(head, file);
    return true;
  }
  await (record ? head.backRecords(1) : head.backFiles(1));
  return false;
}

/** What the profile says of a drive that isn't asked; undefined: a mark was passed, if there was one. */
function passesBy({ profile }: TapeHead): boolean | undefined {
  if (profile.emptyReadProbesEod) return profile.readAtEodPassesSecondMark;
  return profile.skipCrossesMark ? undefined : false;
}

/**
 * Where the gap between two marks is long, more fits on the tape when the head comes from in front of the
 * last mark: back over it and forward again. Nothing on drives that need no such thing.
 * @param byReading the head came here by reading, not by an operation.
 */
export async function backOverMark(
  head: TapeHead,
  file: number,
  byReading: boolean,
): Promise<void> {
  const { profile } = head;
  if (!profile.backsOverMarkToAppend || file === 1 || !profile.positioning) return;
  if (!profile.canBackspaceFiles) {
    if (byReading) await rewindToFile(head, file);
  } else if (profile.skipMarksWithRecords && profile.canBackspaceRecords) {
    await head.backRecords(1);
    await head.forwardRecords(1);
  } else if (profile.bsfStopsAfterMark) await head.backFiles(0);
  else {
    await head.backFiles(1);
    await head.forwardFiles(1);
  }
}
