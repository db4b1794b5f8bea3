import { SegmentBytes } from "@floppytape/ecc";
import { type Finding, MaxSegments } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { openFileBytes } from "./file-bytes.js";
import { createTemporaryBytes } from "./temporary-bytes.js";
import { unwrap, type Wrapping, wrappingOf } from "./unwrap-stream.js";

export interface WrappedFileOptions {
  /**
   * Most bytes that may come out. Default: the largest cartridge, segment by segment with parity, and some
   * more.
   */
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

/** A file whose bytes were compressed, or not. */
export interface WrappedFile {
  /** The bytes as they were before: of the file itself, or of an unnamed temporary one. Close them. */
  readonly bytes: ByteStore;
  /** The outermost compression; undefined when there is none. */
  readonly wrapping: Wrapping | undefined;
  /** All of them, the outermost first; at most two are taken off. */
  readonly wrappings: readonly Wrapping[];
  /** Where compressed data is damaged: what was decompressed before is there. */
  readonly findings: readonly Finding[];
}

const slackBytes = 64 * 1024 * 1024;
const defaultLimit = MaxSegments * SegmentBytes + slackBytes;
/** A compressed file that was compressed again. */
const maxWrappings = 2;
const pieceBytes = 16 * 1024;

/**
 * Opens a file and takes gzip, xz and Zstandard compression off it, by its contents, not its name. What comes out
 * goes to a temporary file, so that memory does not depend on size. Damaged and truncated data is kept as far as
 * it can be decompressed, and told of in a finding.
 * @throws {CartridgeError} `TOO_LARGE` when more comes out than the limit, or decoding needs too much memory;
 *   `BAD_COMPRESSION` when nothing comes out; else as `openFileBytes`.
 */
export async function openWrappedFile(
  path: string,
  options: WrappedFileOptions = {},
): Promise<WrappedFile> {
  const wrappings: Wrapping[] = [];
  const findings: Finding[] = [];
  let bytes = await openFileBytes(path);
  try {
    while (wrappings.length < maxWrappings) {
      const wrapping = wrappingOf(await headOf(bytes));
      if (wrapping === undefined) break;
      const { unwrapped, finding } = await unwrapOnce(bytes, wrapping, options);
      await bytes.close();
      bytes = unwrapped;
      wrappings.push(wrapping);
      if (finding) findings.push(finding);
    }
  } catch (error) {
    await bytes.close();
    if (!(error instanceof CartridgeError)) throw error;
    throw new CartridgeError(
      error.code,
      `${path}: ${error.message}`,
      { ...error.details, path },
      error,
    );
  }
  return { bytes, wrapping: wrappings[0], wrappings, findings };
}

async function headOf(bytes: ByteStore): Promise<Uint8Array> {
  const head = new Uint8Array(6);
  await bytes.read(0, head);
  return head;
}

async function unwrapOnce(
  bytes: ByteStore,
  wrapping: Wrapping,
  { limitBytes = defaultLimit, signal }: WrappedFileOptions,
): Promise<{ unwrapped: ByteStore; finding: Finding | undefined }> {
  const unwrapped = await createTemporaryBytes();
  let position = 0;
  try {
    for await (const chunk of unwrap(wrapping, piecesOf(bytes, signal))) {
      if (position + chunk.length > limitBytes)
        throw new CartridgeError(
          "TOO_LARGE",
          `more than ${limitBytes} bytes come out of the ${wrapping} data, more than a cartridge can hold`,
          { wrapping, limitBytes },
        );
      // Zeros need no room on the disk: the file has a hole there.
      if (!isZero(chunk)) await unwrapped.write(position, chunk);
      position += chunk.length;
    }
    await extend(unwrapped, position);
    return { unwrapped, finding: undefined };
  } catch (error) {
    const damaged = error instanceof CartridgeError && error.code === "BAD_COMPRESSION";
    if (!damaged || position === 0) {
      await unwrapped.close();
      throw error;
    }
    await extend(unwrapped, position);
    return { unwrapped, finding: cutOff(error, position) };
  }
}

function cutOff({ message }: CartridgeError, position: number): Finding {
  return {
    code: "COMPRESSION_CUT_OFF",
    severity: "warning",
    message: `${message}; the ${position} bytes before are there`,
    details: { sizeBytes: position },
  };
}

async function* piecesOf(
  bytes: ByteStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < bytes.sizeBytes; position += pieceBytes) {
    signal?.throwIfAborted();
    const piece = new Uint8Array(Math.min(pieceBytes, bytes.sizeBytes - position));
    const got = await bytes.read(position, piece);
    yield piece.subarray(0, got);
  }
}

/** Makes a file as long as what was passed over at its end. */
async function extend(bytes: ByteStore, sizeBytes: number): Promise<void> {
  if (bytes.sizeBytes < sizeBytes) await bytes.write(sizeBytes - 1, new Uint8Array(1));
}

const isZero = (chunk: Uint8Array) => chunk.every((byte) => byte === 0);
