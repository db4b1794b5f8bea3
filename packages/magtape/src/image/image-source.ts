import { TapeError } from "../errors.js";
import type { RecordFile } from "./record-file.js";

/** Bytes that are read for a header: those of short records come many at a time. */
const readAheadBytes = 4096;
/** Bytes that are read for a piece, when an image is searched. */
const pieceBytes = 16384;

/** A file as codecs read it: small pieces through a window, record data straight into the caller's memory. */
export interface ImageSource {
  readonly sizeBytes: number;
  /** A view of `length` bytes (at most 4096), valid until the next call; undefined when the file ends before. */
  peek(offset: number, length: number): Promise<Uint8Array | undefined>;
  /** The same where nothing has to be read for it; undefined says nothing else than that. */
  held(offset: number, length: number): Uint8Array | undefined;
  /** A view of some bytes from `offset` on, valid until the next call; none at the end of the file. */
  pieceFrom(offset: number): Promise<Uint8Array>;
  /** A view of some bytes that end at `offset`, valid until the next call; none at 0. */
  pieceBefore(offset: number): Promise<Uint8Array>;
  /** Fills all of `into`. @throws {TapeError} `EIO` when the file ends before. */
  fill(offset: number, into: Uint8Array): Promise<void>;
  /** To be called when the file was written or cut. */
  forget(): void;
  /** How often that was. */
  readonly changes: number;
}

export function createImageSource(file: RecordFile): ImageSource {
  const room = new Uint8Array(pieceBytes);
  let start = 0;
  let held = 0;
  let changes = 0;
  async function load(offset: number, length: number): Promise<void> {
    held = 0;
    const wanted = Math.min(length, Math.max(0, file.sizeBytes - offset));
    held = await file.read(offset, room.subarray(0, wanted));
    start = offset;
  }
  function inWindow(offset: number, length: number): Uint8Array | undefined {
    const at = offset - start;
    return at >= 0 && at + length <= held ? room.subarray(at, at + length) : undefined;
  }
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    held: inWindow,
    async peek(offset, length) {
      if (offset < 0 || offset + length > file.sizeBytes) return undefined;
      const known = inWindow(offset, length);
      if (known !== undefined) return known;
      await load(offset, readAheadBytes);
      return inWindow(offset, length);
    },
    async pieceFrom(offset) {
      if (offset < start || offset >= start + held) await load(offset, pieceBytes);
      return room.subarray(offset - start, held);
    },
    async pieceBefore(offset) {
      if (offset <= start || offset > start + held) {
        const from = Math.max(0, offset - pieceBytes);
        await load(from, offset - from);
      }
      return room.subarray(0, Math.min(held, offset - start));
    },
    async fill(offset, into) {
      const count = await file.read(offset, into);
      if (count < into.length)
        throw new TapeError(
          "EIO",
          `the image ends after ${count} of ${into.length} bytes at offset ${offset}`,
          { reason: "media", offset },
        );
    },
    forget() {
      held = 0;
      changes++;
    },
    get changes() {
      return changes;
    },
  };
}

/** Little-endian u32 at `at`. */
export function u32At(bytes: Uint8Array, at: number): number {
  return (u16At(bytes, at) | (u16At(bytes, at + 2) << 16)) >>> 0;
}

/** Little-endian u16 at `at`. */
export function u16At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
