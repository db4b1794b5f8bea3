import { TapeError } from "../errors.js";
import { closeTapeFile } from "./close-tape-file.js";
import {
  fileText,
  isKnown,
  type Place,
  type TapeDescriptor,
  unknownDescriptor,
} from "./descriptor.js";
import { positionTape } from "./position.js";
import type { PositionMemory } from "./position-memory.js";
import { sayDevice, sayValue } from "./status-report.js";
import { withReason } from "./tape-errors.js";
import { createTapeHead, type TapeHead, type TapeHeadOptions } from "./tape-head.js";
import { readTapeFile, type Transfer, writeTapeFile } from "./transfer.js";

/** What {@link openTapeFile} needs. */
export interface TapeFileOptions extends TapeHeadOptions {
  /** Where the tape was left; unknown without it. */
  readonly position?: PositionMemory;
}

/** A file of a tape and what to do with it. */
export interface TapeFileRequest {
  /** Counted from 1. `here`: the tape is not moved; `end`: behind the last file, to append one. */
  readonly file: number | "here" | "end";
  readonly mode: "read" | "write";
}

/** A file of a tape, open for reading or for writing. */
export interface TapeFile {
  /** The number of the file, from 1; less than was asked for when the tape has fewer. */
  readonly file: number;
  /**
   * Reads a record and resolves with its length; 0 at the end of the file, and of the tape: the flags of
   * {@link descriptor} say which.
   * @throws {TapeError} what the drive said; from the 21st error on the file just ends.
   */
  read(into: Uint8Array): Promise<number>;
  /** Writes a record, with zeros up to whole blocks where the device has blocks. @throws {TapeError} */
  write(data: Uint8Array): Promise<void>;
  /** Where the tape is now. */
  descriptor(): TapeDescriptor;
  /** Ends the file and tells where the tape is left. */
  close(): Promise<TapeDescriptor>;
}

/**
 * Opens one file of a tape, the way IRAF does: positions with the drive open for reading, so that an
 * interruption cannot cut the tape off, and opens it again to write.
 * @throws {TapeError} what the drive said. The tape's position is unknown then.
 */
export async function openTapeFile(
  options: TapeFileOptions,
  request: TapeFileRequest,
): Promise<TapeFile> {
  const wanted = fileNumber(request.file);
  const writing = request.mode === "write";
  const head = createTapeHead(options);
  const place: Place = { ...((await options.position?.recall()) ?? unknownDescriptor), flags: 0 };
  await options.position?.keep(unknownDescriptor);
  try {
    await openFile(head, place, wanted, writing);
  } catch (error) {
    // The error that is on its way says more than this close could.
    await head.close().catch(() => {});
    throw withReason(error);
  }
  const transfer: Transfer = { head, place, space: { bytes: 0 }, errors: 0, recordSize: -1 };
  let closed = false;
  const requireOpen = (mode: TapeFileRequest["mode"]) => {
    if (closed || mode !== request.mode)
      throw new TapeError(
        "EBADF",
        closed ? "the file is closed" : `the file is not open to ${mode}`,
        {
          reason: closed ? "closed" : "illegal",
        },
      );
  };
  return {
    file: place.file,
    async read(into) {
      requireOpen("read");
      return readTapeFile(transfer, into);
    },
    async write(data) {
      requireOpen("write");
      await writeTapeFile(transfer, data);
    },
    descriptor: () => ({ ...place }),
    async close() {
      if (closed) return { ...place };
      closed = true;
      await closeTapeFile(transfer, writing);
      await options.position?.keep({ ...place });
      return { ...place };
    },
  };
}

/** 0: stay; less: the end. */
function fileNumber(file: TapeFileRequest["file"]): number {
  if (file === "here") return 0;
  if (file === "end") return -1;
  if (!Number.isSafeInteger(file) || file < 1)
    throw new RangeError(`file ${file} is not counted from 1`);
  return file;
}

async function openFile(head: TapeHead, place: Place, wanted: number, writing: boolean) {
  const { profile } = head;
  if (!isKnown(place) || (writing && (wanted === 0 || wanted === 1)))
    Object.assign(place, { files: 0, usedKb: 0 });
  // Of a tape that is not moved nothing is known but that a file begins somewhere in front of the head.
  if (!isKnown(place) && wanted === 0) Object.assign(place, { file: -1, record: 1 });
  if (place.files === 0 && wanted === 1) place.usedKb = 0;

  sayDevice(head, place, writing ? (wanted < 0 ? "append" : "write") : "read");
  if (wanted === 0 || !profile.positioning) head.say("file positioning is disabled\n");
  // A drive that leaves the place when it is closed is positioned in the open that writes.
  const leaves = profile.rewindOnClose || profile.closeAfterReading === "next-file-if-read";
  if (writing && leaves) await head.open("rw");
  if (wanted !== 0) {
    if (profile.rewindOnOpen || !isKnown(place)) {
      if (profile.positioning) {
        if (head.mode === undefined) await head.open("r");
        await head.rewind();
      }
      Object.assign(place, { file: 1, record: 1 });
    }
    if (profile.positioning)
      await positionTape(head, place, { file: wanted, writing, careful: false });
  }
  if (writing && head.mode === "r") {
    await head.close();
    head.say("reopen for writing\n");
  }
  if (head.mode === undefined) await head.open(writing ? "w" : "r");
  sayValue(head, "file", fileText(place));
  sayValue(head, "record", place.record);
  head.say(writing ? "writing...\n" : "reading...\n");
}
