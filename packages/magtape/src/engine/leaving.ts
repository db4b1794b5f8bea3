import { TapeError } from "../errors.js";
import type { Cursor } from "./cursor.js";

/**
 * Closes the drive, if it is open. Where its close moves the tape, `lost` is set: the place stays where the
 * user is.
 */
export async function closeHead({ head, place }: Cursor): Promise<void> {
  const { profile, mode, bytesRead } = head;
  if (mode === undefined) return;
  const reading = mode === "r";
  if (
    profile.rewindOnClose ||
    (reading && profile.closeAfterReading === "next-file" && place.record !== 1) ||
    // Whether such a drive skips a file that was read to its end is nowhere said.
    (reading && profile.closeAfterReading === "next-file-if-read" && bytesRead > 0)
  )
    head.lost = true;
  try {
    await head.close();
  } catch (error) {
    if (!(reading && profile.ignoreCloseStatus && error instanceof TapeError)) throw error;
  }
}

/** Closes the drive for good, and says in `place` where that leaves the tape: less than 1 is unknown. */
export async function leaveTape(cursor: Cursor): Promise<void> {
  const { head, place } = cursor;
  const { profile } = head;
  if (head.mode === "r" && profile.closeAfterReading === "rewind") {
    await head.rewind();
    Object.assign(place, { file: 1, record: 1 });
    head.lost = false;
  }
  const wasLost = head.lost;
  const goesOn = head.mode === "r" && profile.closeAfterReading === "next-file";
  await closeHead(cursor);
  if (profile.rewindOnClose) Object.assign(place, { file: 1, record: 1 });
  else if (!head.lost) return;
  else if (goesOn && !wasLost) Object.assign(place, { file: place.file + 1, record: 1 });
  else Object.assign(place, { file: -1, record: -1 });
}
