/**
 * Follows the frames of Zstandard data (RFC 8878) without decoding them, to know what the decoder will need
 * before it gets them, the checksums, which it does not look at, and whether the data ends where a frame does.
 */
import { CartridgeError } from "../errors.js";

/** What zstd makes at its highest level with long matches; a window is memory. */
const maxWindowBytes = 128 * 1024 * 1024;
const maxBlockBytes = 128 * 1024;
const maxHeaderBytes = 18;
const zstdMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

export interface ZstdFrames {
  /**
   * Follows the next piece of data, up to the end of a frame at most. Returns how many bytes that were.
   * @throws {CartridgeError} `BAD_COMPRESSION` for what is no frame; `TOO_LARGE` for one that needs too much memory.
   */
  follow(chunk: Uint8Array): number;
  /** What was followed last ended a frame. */
  readonly atEnd: boolean;
  /** The checksum behind that frame; undefined when it has none. */
  readonly checksum: number | undefined;
  /** All data so far ends with a whole frame. */
  readonly complete: boolean;
}

export function createZstdFrames(): ZstdFrames {
  /** Bytes of a header that is not complete yet. */
  let pending = new Uint8Array(0);
  /** Bytes to pass over until the next header. */
  let skip = 0;
  let inFrame = false;
  /** Behind the last block of the frame. */
  let blocksEnded = false;
  let hasChecksum = false;
  let checksum: number | undefined;
  let atEnd = false;

  const endFrame = (sum: number | undefined) => {
    checksum = sum;
    inFrame = false;
    blocksEnded = false;
    atEnd = true;
  };

  /** Takes one header off `bytes`; returns its length, 0 when it is not complete. */
  const takeHeader = (bytes: Uint8Array): number => {
    if (blocksEnded) {
      if (bytes.length < 4) return 0;
      endFrame(new DataView(bytes.buffer).getUint32(0, true));
      return 4;
    }
    if (inFrame) {
      if (bytes.length < 3) return 0;
      const header = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
      const type = (header >>> 1) & 3;
      if (type === 3) throw bad("a block of an unknown type");
      if (header >>> 3 > maxBlockBytes) throw bad(`a block of ${header >>> 3} bytes`);
      skip = type === 1 ? 1 : header >>> 3;
      blocksEnded = (header & 1) === 1;
      return 3;
    }
    if (bytes.length < 8) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const magic = view.getUint32(0, true);
    if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
      skip = view.getUint32(4, true);
      return 8;
    }
    if (magic !== zstdMagic) throw bad("no frame where one was expected");
    const frame = frameHeaderOf(view);
    if (frame === undefined) return 0;
    if (frame.windowBytes > maxWindowBytes)
      throw new CartridgeError(
        "TOO_LARGE",
        `the Zstandard data needs a window of ${frame.windowBytes} bytes, more than ${maxWindowBytes}`,
        { windowBytes: frame.windowBytes },
      );
    inFrame = true;
    hasChecksum = frame.hasChecksum;
    return frame.headerBytes;
  };

  return {
    get complete() {
      return !inFrame && skip === 0 && pending.length === 0;
    },
    get atEnd() {
      return atEnd;
    },
    get checksum() {
      return checksum;
    },
    follow(chunk) {
      atEnd = false;
      let at = 0;
      for (;;) {
        const passed = Math.min(skip, chunk.length - at);
        skip -= passed;
        at += passed;
        if (skip === 0 && blocksEnded && !hasChecksum) endFrame(undefined);
        if (atEnd || at === chunk.length) return at;
        const known = pending.length;
        const bytes = new Uint8Array(known + Math.min(maxHeaderBytes, chunk.length - at));
        bytes.set(pending);
        bytes.set(chunk.subarray(at, at + bytes.length - known), known);
        const length = takeHeader(bytes);
        if (length === 0) {
          pending = bytes;
          return chunk.length;
        }
        pending = new Uint8Array(0);
        at += length - known;
      }
    },
  };
}

function frameHeaderOf(view: DataView) {
  const descriptor = view.getUint8(4);
  const isSingle = ((descriptor >>> 5) & 1) === 1;
  const sizeFlag = descriptor >>> 6;
  const sizeBytes = sizeFlag === 0 ? Number(isSingle) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const at = 5 + Number(!isSingle) + dictionaryBytes;
  const headerBytes = at + sizeBytes;
  if (view.byteLength < headerBytes) return undefined;
  const hasChecksum = (descriptor & 4) !== 0;
  if (!isSingle) {
    const window = view.getUint8(5);
    const base = 2 ** (10 + (window >>> 3));
    return { headerBytes, hasChecksum, windowBytes: base + (base / 8) * (window & 7) };
  }
  const sizes = [
    () => view.getUint8(at),
    () => view.getUint16(at, true) + 256,
    () => view.getUint32(at, true),
    () => Number(view.getBigUint64(at, true)),
  ];
  return { headerBytes, hasChecksum, windowBytes: sizes[sizeFlag]!() };
}

function bad(what: string): CartridgeError {
  return new CartridgeError("BAD_COMPRESSION", `the Zstandard data is damaged: ${what}`);
}
