import { TapeError } from "../errors.js";
import type { Place } from "./descriptor.js";
import {
  backOverMark,
  isTooLong,
  leaveSecondMark,
  probeFile,
  rewindToFile,
} from "./end-of-data.js";
import type { TapeHead } from "./tape-head.js";

/** Where to go, and how. */
export interface PositionRequest {
  /** Counted from 1; less than 0 is the end of the tape. */
  readonly file: number;
  /** Data will be written there. */
  readonly writing: boolean;
  /** FSF n goes only over files that are known to be there; else wherever the profile trusts it. */
  readonly careful: boolean;
}

/**
 * Goes to the beginning of a file or to the end of the tape, from a place that is known; `place` is changed
 * to where the head came to. That is not farther than the end, which is no error. Opens the drive for
 * reading if the tape must be moved and it is not open.
 * @returns the end of the tape was met on the way.
 */
export async function positionTape(
  head: TapeHead,
  place: Place,
  request: PositionRequest,
): Promise<boolean> {
  const { profile } = head;
  let wanted = request.file;
  head.say(wanted > 0 ? `position to file ${wanted}\n` : "position to end of tape\n");
  if (wanted < 0 && profile.trustFileCount && place.files > 0) {
    wanted = place.files + 1;
    head.say(`end of tape is file ${wanted}\n`);
  }
  const appends = request.writing && profile.backsOverMarkToAppend && wanted > place.files;
  if (wanted === place.file && place.record === 1 && !appends) return false;

  if (head.mode === undefined) await head.open("r");
  if (wanted === 1) {
    await head.rewind();
    Object.assign(place, { file: 1, record: 1 });
    return false;
  }
  const distance = place.file - wanted;
  if (wanted < 0 || distance < 0) return forward(head, place, wanted, request);
  if (!profile.canBackspaceFiles || distance > profile.backspaceLimit) {
    await head.rewind();
    Object.assign(place, { file: 1, record: 1 });
    head.say("file = 1");
    return forward(head, place, wanted, request);
  }
  if (profile.bsfStopsAfterMark) await head.backFiles(distance);
  else {
    await head.backFiles(distance + 1);
    await head.forwardFiles(1);
  }
  Object.assign(place, { file: wanted, record: 1 });
  return false;
}

/** File by file, because only the first record of each tells that the tape has not ended. */
async function forward(
  head: TapeHead,
  place: Place,
  wanted: number,
  { writing, careful }: PositionRequest,
): Promise<boolean> {
  const { profile } = head;
  if (wanted > place.file && profile.multiFileFsf && (!careful || wanted <= place.files + 1)) {
    await head.forwardFiles(wanted - place.file);
    Object.assign(place, { file: wanted, record: 1 });
    if (writing) await backOverMark(head, wanted, false);
    return false;
  }
  while (wanted < 0 || place.file < wanted) {
    if (place.record !== 1) await leaveFile(head, place.file);
    else if ((await probeFile(head, place.file)) === "end") {
      place.files = place.file - 1;
      head.say(`nfiles = ${place.files}`);
      head.say("at end of tape\n");
      const byRewinding = await leaveSecondMark(head, place.file, true);
      if (writing && !byRewinding) await backOverMark(head, place.file, profile.emptyReadProbesEod);
      return true;
    } else await head.forwardFiles(1);
    Object.assign(place, { file: place.file + 1, record: 1 });
    head.say(`file = ${place.file}`);
  }
  return false;
}

/** From somewhere in a file to the next: the mark may be all that is left of it. */
async function leaveFile(head: TapeHead, file: number): Promise<void> {
  const { profile } = head;
  const mark = profile.emptyReadProbesEod && (await readsMark(head));
  if (head.lost) await rewindToFile(head, file + 1);
  else if (!(mark && profile.readCrossesMark)) await head.forwardFiles(1);
}

async function readsMark(head: TapeHead): Promise<boolean> {
  try {
    return (await head.read(head.scratch)) === 0;
  } catch (error) {
    if (isTooLong(error)) return false;
    if (error instanceof TapeError) return head.profile.readErrorIsEof;
    throw error;
  }
}
