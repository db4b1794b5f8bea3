import { TapeError } from "../errors.js";
import { countsSpace, DescriptorFlag, fileText, roundSpace } from "./descriptor.js";
import { sayValue } from "./status-report.js";
import { withReason } from "./tape-errors.js";
import { type Transfer, wholeBlocks } from "./transfer.js";

/** A record for drives that would write a mark of their own, and can't go back over it. */
const nullFile = new TextEncoder().encode("[NULLFILE]".padEnd(20, "\0"));

/** Closes the drive and brings the position up to date with where that leaves the tape. */
export async function closeTapeFile(transfer: Transfer, writing: boolean): Promise<void> {
  const { head, place, space } = transfer;
  let ended = false;
  place.flags = 0;
  let failure: unknown;
  try {
    ended = writing ? await closeWritten(transfer) : await closeRead(transfer);
  } catch (error) {
    place.flags |= DescriptorFlag.Error;
    failure = withReason(error);
  }
  if (writing) place.flags |= DescriptorFlag.EndOfTape;
  if (failure !== undefined || head.lost || place.file < 1)
    Object.assign(place, { file: -1, record: -1 });
  else if (ended) {
    place.flags |= DescriptorFlag.FileMark;
    place.file++;
    place.record = 1;
    if (writing) {
      place.files = place.file - 1;
      sayValue(head, "nfiles", place.files);
    }
    if (writing || countsSpace(place)) space.bytes += head.profile.markBytes;
    sayValue(head, "record", place.record);
    sayValue(head, "file", fileText(place));
  }
  if (head.profile.rewindOnClose && place.file >= 1) Object.assign(place, { file: 1, record: 1 });
  roundSpace(place, space);
  sayValue(head, "tapeused", place.usedKb);
  if (failure !== undefined) throw failure;
}

/** Says whether the drive goes to the next file by itself. */
async function closeRead({ head, place }: Transfer): Promise<boolean> {
  const { profile } = head;
  if (profile.closeAfterReading === "rewind") {
    await head.rewind();
    place.file = 1;
    place.record = 1;
    sayValue(head, "file", place.file);
    sayValue(head, "record", place.record);
  }
  const readAnything = head.bytesRead > 0;
  try {
    await head.close();
  } catch (error) {
    if (!profile.ignoreCloseStatus || !(error instanceof TapeError)) throw error;
  }
  // Whether such a drive skips a file that was read to its end is nowhere said.
  if (profile.closeAfterReading === "next-file-if-read" && readAnything)
    Object.assign(place, { file: -1, record: -1 });
  return profile.closeAfterReading === "next-file" && place.record > 1;
}

/** Says whether a file was written; the drive writes the marks. */
async function closeWritten({ head, place }: Transfer): Promise<boolean> {
  const { profile } = head;
  const backs = profile.skipMarksWithRecords || !profile.bsfStopsAfterMark;
  if (place.record > 1 || !profile.nullFileOnEmptyWrite) {
    await head.close();
    return place.record > 1;
  }
  if (!profile.canBackspaceFiles || !backs) {
    head.say("no data - null file written\n");
    await head.write(wholeBlocks(nullFile, profile.blockSize));
    await head.close();
    return true;
  }
  // Back over the mark that this close writes: the position stays what it was.
  await head.close();
  await head.open("r");
  await (profile.skipMarksWithRecords ? head.backRecords(1) : head.backFiles(1));
  await head.close();
  return false;
}
