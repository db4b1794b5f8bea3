import { TapeError } from "../errors.js";
import { FloppyTapeType, MtStatus } from "../mt-status.js";
import type { TapeDevice, TapeStatus } from "../tape-device.js";
import { createCursor, isAtEnd, start } from "./cursor.js";
import type { Cursor } from "./cursor-state.js";
import type { TapeDescriptor } from "./descriptor.js";
import { leaveTape } from "./leaving.js";
import { backOverFiles, goToEnd, goToFile, retension, rewind, unload } from "./motion.js";
import { readRecord, skipBack, skipForward } from "./reading.js";
import { endFiles, erase, writeRecord } from "./recording.js";
import { createChangeReport } from "./status-report.js";
import { withReason } from "./tape-errors.js";
import type { TapeFileOptions } from "./tape-file.js";
import { createTapeHead } from "./tape-head.js";
import { finishWriting } from "./writing.js";

/** A {@link TapeDevice} that can tell where it left the tape. */
export interface EngineTapeDevice extends TapeDevice {
  /** Where the tape is, counted from 1; less than 1 is unknown. After `close`: where it was left. */
  descriptor(): TapeDescriptor;
}

/**
 * Makes a tape as it should be of a drive and the profile that names its quirks. The drive is opened by the
 * first call that needs it, for reading until something is written. A position that is not remembered
 * begins at the beginning of the tape.
 */
export function openTapeDevice(options: TapeFileOptions): EngineTapeDevice {
  const head = createTapeHead(options);
  const cursor = createCursor(head, options.position);
  const { profile } = options;
  const changes = createChangeReport(head);
  let scratch = new Uint8Array(0);
  let closed = false;

  /** Errors of a device have a reason, whatever the unit says. */
  async function call<T>(body: () => Promise<T>): Promise<T> {
    if (closed) throw new TapeError("EBADF", "the device is closed", { reason: "closed" });
    try {
      return await body();
    } catch (error) {
      throw withReason(error);
    } finally {
      if (cursor.started) changes.place(cursor.place);
    }
  }
  return {
    profile,
    readRecord: (max) =>
      call(async () => {
        const bytes = readLength(max, profile.blockSize);
        if (scratch.length < bytes) scratch = new Uint8Array(bytes);
        const result = await readRecord(cursor, scratch.subarray(0, bytes));
        if (result.kind === "record") changes.recordSize(result.data.length);
        return result;
      }),
    writeRecord: (data) =>
      call(async () => {
        await writeRecord(cursor, data);
        changes.recordSize(data.length);
      }),
    writeFilemarks: (count) =>
      call(async () => {
        if (requireCount("count", count, 0) === 0) return;
        await endFiles(cursor, count);
      }),
    spaceFiles: (count) =>
      call(async () => {
        requireCount("count", count);
        if (count < 0) return backOverFiles(cursor, -count);
        if (count === 0) return;
        await finishWriting(cursor);
        await start(cursor);
        await goToFile(cursor, cursor.place.file + count);
      }),
    spaceRecords: (count) =>
      call(async () => {
        if (requireCount("count", count) === 0) return { moved: 0 };
        return count < 0 ? skipBack(cursor, -count) : skipForward(cursor, count);
      }),
    toEndOfData: () => call(() => goToEnd(cursor)),
    toFile: (file) => call(async () => goToFile(cursor, requireCount("file", file, 0) + 1)),
    rewind: () => call(() => rewind(cursor)),
    unload: () => call(() => unload(cursor)),
    retension: () => call(() => retension(cursor)),
    erase: () => call(() => erase(cursor)),
    status: () => call(() => statusOf(cursor)),
    async close() {
      if (closed) return;
      closed = true;
      try {
        await finishWriting(cursor);
        if (cursor.started) changes.place(cursor.place);
      } finally {
        await leaveTape(cursor);
        if (cursor.started) await options.position?.keep({ ...cursor.place });
      }
    },
    descriptor: () => ({ ...cursor.place }),
  };
}

async function statusOf(cursor: Cursor): Promise<TapeStatus> {
  await start(cursor);
  const { head, place, counted } = cursor;
  if (head.mode === undefined) await head.open("r");
  const { gstat, erreg, type, resid } = await head.status();
  return {
    file: place.file - 1,
    record: place.record - 1,
    knownFiles: counted ? place.files : undefined,
    atBot: place.file === 1 && place.record === 1,
    atEod: isAtEnd(cursor),
    online: (gstat & MtStatus.Online) !== 0,
    writeProtected: (gstat & MtStatus.WriteProtected) !== 0,
    endOfTape: (gstat & MtStatus.EndOfTape) !== 0,
    blockSize: head.profile.blockSize,
    // A floppy tape's register has codes of its drive there.
    softErrors: type >= FloppyTapeType ? 0 : erreg & 0xffff,
    type,
    residual: resid,
  };
}

function readLength(max: number, blockSize: number): number {
  requireCount("max", max, Math.max(1, blockSize));
  return blockSize > 0 ? Math.floor(max / blockSize) * blockSize : max;
}

function requireCount(name: string, count: number, least = Number.MIN_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(count) || count < least)
    throw new RangeError(`${name} ${count} is not a whole number of at least ${least}`);
  return count;
}
