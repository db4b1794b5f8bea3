import { TapeError, type TapeErrorDetails } from "../errors.js";
import type { Encoded } from "./container.js";
import type { Head } from "./head.js";
import type { ImageSession, ImageTape } from "./image-tape.js";
import { backBetweenMarks } from "./positioning.js";

/** Marks for which there is room when the tape is full for records. */
const reservedMarks = 4;
/** Marks that are written to the file at a time. */
const marksAtATime = 4096;
/** Most marks of one operation: a count of 24 bits, as in SCSI. */
const mostMarks = 0xffffff;

/**
 * Writes one record, or with blocks of fixed size one for each block, where the head is: what followed is
 * gone. Resolves with the bytes taken, fewer than given when the tape is full before the last block.
 * @throws {TapeError} EBADF, EACCES, EINVAL, EOVERFLOW, ENOSPC, EIO
 */
export async function writeRecords(
  tape: ImageTape,
  session: ImageSession,
  data: Uint8Array,
): Promise<number> {
  requireWritable(tape, session);
  if (data.length === 0) return 0;
  const { blockSize } = tape.settings;
  const length = blockSize > 0 ? blockSize : data.length;
  if (data.length % length !== 0)
    throw new TapeError("EINVAL", `write of ${data.length} bytes in blocks of ${length}`, {
      requested: data.length,
      blockSize,
    });
  const { longestRecordBytes } = tape.info;
  if (length > longestRecordBytes)
    throw new TapeError(
      "EOVERFLOW",
      `record of ${length} bytes, format ${tape.info.format} holds ${longestRecordBytes}`,
      { requested: length },
    );
  const reserve = reservedMarks * tape.codec.encodeMark(0).bytes.length;
  let roomBytes = tape.capacityBytes - tape.head.place.offset - reserve;
  let { link } = tape.head.place;
  const records: Encoded[] = [];
  for (let from = 0; from < data.length; from += length) {
    const record = tape.codec.encodeRecord(data.subarray(from, from + length), link, false);
    roomBytes -= record.bytes.length;
    if (roomBytes < 0) break;
    records.push(record);
    link = record.link;
  }
  if (records.length === 0) {
    session.full = true;
    throw full(tape, length);
  }
  const { file, block } = await append(tape, session, records);
  const blocks = block < 0 ? -1 : block + records.length;
  tape.head = { ...tape.head, file, block: blocks, behindMark: false };
  session.dirty = true;
  return records.length * length;
}

/**
 * Writes file marks where the head is: what followed is gone. None at all brings what was written to
 * safety.
 * @throws {TapeError} EBADF, EACCES, EINVAL, ENOSPC, EIO
 */
export async function writeMarks(
  tape: ImageTape,
  session: ImageSession,
  count: number,
): Promise<void> {
  requireWritable(tape, session);
  if (count > mostMarks) throw new TapeError("EINVAL", `${count} file marks at once`);
  for (let left = count; left > 0; ) {
    const marks: Encoded[] = [];
    let roomBytes = tape.capacityBytes - tape.head.place.offset;
    for (let { link } = tape.head.place; marks.length < Math.min(left, marksAtATime); ) {
      const mark = tape.codec.encodeMark(link);
      roomBytes -= mark.bytes.length;
      if (roomBytes < 0) break;
      marks.push(mark);
      link = mark.link;
    }
    session.resid = left;
    if (marks.length === 0) throw full(tape, 0);
    const { file } = await append(tape, session, marks);
    tape.head = { ...tape.head, file: file + marks.length, block: 0, behindMark: true };
    left -= marks.length;
  }
  session.resid = 0;
  if (count > 0) session.dirty = false;
}

/** Writes the marks that end what was written, if that is due; where there are two, the head is between. */
export async function finishFile(tape: ImageTape, session: ImageSession): Promise<void> {
  if (!session.dirty) return;
  await writeMarks(tape, session, tape.settings.twoMarks ? 2 : 1);
  if (tape.settings.twoMarks) await backBetweenMarks(tape);
}

/** Cuts the tape off where the head is. @throws {TapeError} EBADF, EACCES, EIO */
export async function eraseRest(tape: ImageTape, session: ImageSession): Promise<void> {
  requireWritable(tape, session);
  await cut(tape, session);
  session.dirty = false;
}

/** Brings what was written to safety. */
export async function syncTape(tape: ImageTape, session: ImageSession): Promise<void> {
  if (!session.unsynced) return;
  await tape.file.sync();
  session.unsynced = false;
}

function requireWritable(tape: ImageTape, session: ImageSession): void {
  if (!session.writable) throw new TapeError("EBADF", "the tape was opened for reading only");
  if (tape.writeProtected)
    throw new TapeError("EACCES", "the tape is write-protected", { reason: "write-protected" });
}

/**
 * One write to the file holds all of it, length in front: of a write that was cut off, less is there
 * than the length says, and readers take the rest for the end of data.
 */
async function append(
  tape: ImageTape,
  session: ImageSession,
  objects: readonly Encoded[],
): Promise<Head> {
  const { head, file } = tape;
  const { offset } = head.place;
  const bytes = joined(objects.map((object) => object.bytes));
  await cut(tape, session);
  try {
    await file.write(offset, bytes);
  } catch (error) {
    // Nothing is gained from half an object; if this fails, too, it is recognised as torn.
    await file.truncate(offset).catch(() => {});
    throw writeError(error, offset);
  } finally {
    tape.source.forget();
  }
  const place = { offset: offset + bytes.length, link: objects.at(-1)?.link ?? 0 };
  tape.head = { ...head, place, address: head.address + objects.length };
  return head;
}

async function cut(tape: ImageTape, session: ImageSession): Promise<void> {
  const { offset } = tape.head.place;
  session.unsynced = true;
  if (offset >= tape.file.sizeBytes) return;
  try {
    await tape.file.truncate(offset);
  } catch (error) {
    throw writeError(error, offset);
  } finally {
    tape.source.forget();
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function full(tape: ImageTape, lengthBytes: number): TapeError {
  const { offset } = tape.head.place;
  const details: TapeErrorDetails = {
    reason: "end-of-medium",
    offset,
    capacityBytes: tape.capacityBytes,
  };
  const what = lengthBytes === 0 ? "no file mark" : `no record of ${lengthBytes} bytes`;
  return new TapeError("ENOSPC", `${what} fits behind offset ${offset}`, details);
}

/** What a failed write to the file is to the user of a tape. */
function writeError(error: unknown, offset: number): TapeError {
  if (error instanceof TapeError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const text = `the image can't be written at offset ${offset}`;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return new TapeError("ENOSPC", text, { reason: "end-of-medium", offset }, error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new TapeError("EACCES", text, { reason: "write-protected", offset }, error);
  return new TapeError("EIO", text, { reason: "hardware", offset }, error);
}
