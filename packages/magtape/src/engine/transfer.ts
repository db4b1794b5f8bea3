import { TapeError } from "../errors.js";
import { countSpace, DescriptorFlag, fileText, type Place, type SpaceCount } from "./descriptor.js";
import { leaveSecondMark } from "./end-of-data.js";
import { sayValue } from "./status-report.js";
import { withReason } from "./tape-errors.js";
import type { TapeHead } from "./tape-head.js";

/** The state of an open file. */
export interface Transfer {
  readonly head: TapeHead;
  readonly place: Place;
  readonly space: SpaceCount;
  /** Errors of reading since the file was opened. */
  errors: number;
  /** Length of the last record, -1 before the first. */
  recordSize: number;
}

/** So many errors are reported; then the file just ends, so that no reader loops for ever. */
const errorsReported = 20;
/** From this error on a record is skipped: the drive seems to stay in front of the bad one. */
const errorsUntilSkip = 10;

/** Reads a record; 0 is the end of the file or of the tape. */
export async function readTapeFile(transfer: Transfer, into: Uint8Array): Promise<number> {
  const { head, place } = transfer;
  const { blockSize } = head.profile;
  if (blockSize > 0 && into.length % blockSize !== 0)
    head.say(`read request ${into.length} not a multiple of device block size\n`);
  const length = await readOrEnd(transfer, into);
  sayRecordSize(transfer, length);
  if (length === 0) {
    if (place.record <= 1) await meetEnd(transfer);
    else await meetMark(transfer);
  } else {
    place.flags = DescriptorFlag.Record;
    // A record that is shorter than a block is a block all the same.
    place.record += blockSize > 0 ? Math.max(1, Math.floor(length / blockSize)) : 1;
    countAndSay(transfer, length);
  }
  return length;
}

/** Errors that mean the end, and those that come too often, are 0 bytes. */
async function readOrEnd(transfer: Transfer, into: Uint8Array): Promise<number> {
  const { head, place } = transfer;
  const { profile } = head;
  try {
    return await head.read(into);
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    if (profile.readAtEodErrors && place.record === 1) return 0;
    if (profile.readErrorIsEof) {
      head.say("read error converted to zero read (EOF)\n");
      return 0;
    }
    head.say(`read error, errno = ${error.code}\n`);
    if (++transfer.errors > errorsReported) return 0;
    if (profile.skipRecordAfterError || transfer.errors >= errorsUntilSkip) {
      // What can't be skipped shows in the next read.
      await head.forwardRecords(1).catch(() => {});
    }
    // The bad record was passed: the mark behind it ends this file, not the tape.
    place.record++;
    place.flags = DescriptorFlag.Error;
    throw withReason(error);
  }
}

async function meetEnd({ head, place }: Transfer): Promise<void> {
  place.flags = DescriptorFlag.EndOfTape;
  if (place.file < 1) return;
  place.files = place.file - 1;
  sayValue(head, "nfiles", place.files);
  sayValue(head, "file", fileText(place));
  try {
    await leaveSecondMark(head, place.file, false);
  } catch (error) {
    place.flags = DescriptorFlag.Error;
    throw withReason(error);
  }
}

async function meetMark(transfer: Transfer): Promise<void> {
  const { head, place } = transfer;
  if (!head.profile.readCrossesMark) await head.forwardFiles(1);
  if (place.file >= 1) place.file++;
  place.record = 1;
  place.flags = DescriptorFlag.FileMark;
  head.say("record = 1");
  sayValue(head, "file", fileText(place));
  countAndSayUsed(transfer, head.profile.markBytes);
}

/** Writes a record. */
export async function writeTapeFile(transfer: Transfer, data: Uint8Array): Promise<void> {
  const { head, place } = transfer;
  const { blockSize } = head.profile;
  const whole = wholeBlocks(data, blockSize);
  if (whole.length !== data.length)
    head.say(`partial record promoted from ${data.length} to ${whole.length} bytes\n`);
  sayRecordSize(transfer, whole.length);
  let written: number;
  try {
    written = await head.write(whole);
  } catch (error) {
    place.flags = DescriptorFlag.Error;
    const code = error instanceof TapeError ? error.code : "unknown";
    head.say(`write error, status=-1, errno=${code}\n`);
    throw withReason(error);
  }
  if (written !== whole.length) {
    place.flags = DescriptorFlag.Error;
    head.say(`write error, status=${written}, errno=0\n`);
    throw new TapeError("ENOSPC", `${written} of ${whole.length} bytes were written`, {
      reason: "end-of-medium",
      resid: whole.length - written,
    });
  }
  place.flags = DescriptorFlag.Record;
  place.record += blockSize > 0 ? whole.length / blockSize : 1;
  countAndSay(transfer, whole.length);
}

/** The data itself, or a copy that ends with zeros where the last block is not full. */
export function wholeBlocks(data: Uint8Array, blockSize: number): Uint8Array {
  if (blockSize === 0 || data.length % blockSize === 0) return data;
  const whole = new Uint8Array(Math.ceil(data.length / blockSize) * blockSize);
  whole.set(data);
  return whole;
}

function sayRecordSize(transfer: Transfer, length: number): void {
  if (transfer.recordSize === length) return;
  transfer.recordSize = length;
  sayValue(transfer.head, "recsize", length);
}

function countAndSay(transfer: Transfer, length: number): void {
  const { head, place } = transfer;
  sayValue(head, "record", place.record);
  countAndSayUsed(transfer, length + head.profile.gapBytes);
}

function countAndSayUsed({ head, place, space }: Transfer, bytes: number): void {
  if (countSpace(place, space, bytes)) sayValue(head, "tapeused", place.usedKb);
}
