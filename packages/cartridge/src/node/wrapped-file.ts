import { SegmentBytes } from "@floppytape/ecc";
import { type Finding, MaxSegments } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { openFileBytes } from "./file-bytes.js";
import { createTemporaryBytes } from "./temporary-bytes.js";
import { type Pieces, unwrap, type Wrapping, wrappingOf } from "./unwrap-stream.js";

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
  let damage: CartridgeError | undefined;
  const unwrapPieces = async (pieces: Pieces) => {
    position = 0;
    for await (const chunk of unwrap(wrapping, pieces)) {
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
  };
  try {
    let taken = 0;
    try {
      await unwrapPieces(piecesOf(bytes, signal, (end) => void (taken = end)));
    } catch (error) {
      damage = damageIn(error);
      if (damage === undefined) throw error;
      // With the piece that it fails in, a decoder keeps back what it made of the part before the damage.
      if (wrapping !== "xz")
        await unwrapPieces(piecesOf(bytes, signal, () => {}, taken - pieceBytes)).catch((again) => {
          if (damageIn(again) === undefined) throw again;
        });
      if (position === 0) throw damage;
    }
    await extend(unwrapped, position);
    return { unwrapped, finding: damage && cutOff(damage, position) };
  } catch (error) {
    await unwrapped.close();
    throw error;
  }
}

function damageIn(error: unknown): CartridgeError | undefined {
  const isDamage = error instanceof CartridgeError && error.code === "BAD_COMPRESSION";
  return isDamage ? error : undefined;
}

function cutOff({ message }: CartridgeError, position: number): Finding {
  return {
    code: "COMPRESSION_CUT_OFF",
    severity: "warning",
    message: `${message}; the ${position} bytes before are there`,
    details: { sizeBytes: position },
  };
}

/**
 * The bytes in pieces: from `singleFrom` on, and as far as one piece reaches, each by itself. `onPiece` is told
 * where a piece ends.
 */
async function* piecesOf(
  bytes: ByteStore,
  signal: AbortSignal | undefined,
  onPiece: (end: number) => void,
  singleFrom = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < bytes.sizeBytes; position += pieceBytes) {
    signal?.throwIfAborted();
    const piece = new Uint8Array(Math.min(pieceBytes, bytes.sizeBytes - position));
    const got = await bytes.read(position, piece);
    onPiece(position + pieceBytes);
    if (position !== singleFrom) yield piece.subarray(0, got);
    else for (let at = 0; at < got; at++) yield piece.subarray(at, at + 1);
  }
}

/** Makes a file as long as what was passed over at its end. */
async function extend(bytes: ByteStore, sizeBytes: number): Promise<void> {
  if (bytes.sizeBytes < sizeBytes) await bytes.write(sizeBytes - 1, new Uint8Array(1));
}

const isZero = (chunk: Uint8Array) => chunk.every((byte) => byte === 0);
