import { TapeError } from "../errors.js";
import type { Cursor } from "./cursor-state.js";

/** The drive leaves the place when it is closed now. */
export function movesAtClose({ head, place }: Cursor): boolean {
  const { profile, mode, bytesRead } = head;
  if (profile.rewindOnClose) return true;
  if (mode !== "r") return false;
  if (profile.closeAfterReading === "next-file") return place.record !== 1;
  // Whether such a drive skips a file that was read to its end is nowhere said.
  return profile.closeAfterReading === "next-file-if-read" && bytesRead > 0;
}

/**
 * Closes the drive, if it is open. Where its close moves the tape, `lost` is set: the place stays where the
 * user is.
 */
export async function closeHead(cursor: Cursor): Promise<void> {
  const { head } = cursor;
  const { profile, mode } = head;
  if (mode === undefined) return;
  if (movesAtClose(cursor)) head.lost = true;
  try {
    await head.close();
  } catch (error) {
    if (!(mode === "r" && profile.ignoreCloseStatus && error instanceof TapeError)) throw error;
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
