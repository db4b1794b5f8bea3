/**
 * What is wrong with a compressed stream, or with the machine that should expand it:
 * - `TRUNCATED`: the stream ends inside an item (LZRW3: or its flag bytes or a control word; LZS: or
 *   without an end marker);
 * - `OVERRUN`: an item would expand past the end of the block;
 * - `LENGTH_MISMATCH`: an LZRW3 stream ends before the block is full;
 * - `ZERO_OFFSET`: an LZS copy from 0 bytes back in the 11-bit form, which the standard does not define;
 * - `OFFSET_BEFORE_START`: an LZS copy from farther back than there are bytes;
 * - `ENGINE_UNAVAILABLE`: the engine asked for by name does not run here.
 */
export type LzErrorCode =
  | "TRUNCATED"
  | "OVERRUN"
  | "LENGTH_MISMATCH"
  | "ZERO_OFFSET"
  | "OFFSET_BEFORE_START"
  | "ENGINE_UNAVAILABLE";

/** Where a stream was found wrong. All values are in bytes; empty for `ENGINE_UNAVAILABLE`. */
export interface LzErrorDetails {
  /** Length of the compressed stream; of one that comes in pieces, of those given so far. */
  readonly compressedBytes?: number;
  /** Length of the block it should expand to (LZRW3) or may not exceed (LZS, when there is a limit). */
  readonly blockBytes?: number;
  /** Offset in the stream of the flag bytes, control word or item that does not fit. */
  readonly offset?: number;
  /** LZS: bit of that byte at which the item begins, 0 (most significant) to 7. */
  readonly bit?: number;
  /** Bytes expanded before it. */
  readonly expandedBytes?: number;
}

/** The data is wrong: a damaged or lying stream. `code` is stable and part of the package's API. */
export class LzError extends Error {
  override readonly name = "LzError";

  constructor(
    readonly code: LzErrorCode,
    message: string,
    readonly details: LzErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

const reasons = {
  TRUNCATED: "stream is cut off inside an item",
  OVERRUN: "stream expands to more than the block",
  LENGTH_MISMATCH: "stream ends before the block is full",
} as const;

/** The error of a stream that went wrong at `offset`, with the numbers in its message. */
export function streamError(
  code: keyof typeof reasons,
  compressedBytes: number,
  blockBytes: number,
  offset: number,
  expandedBytes: number,
): LzError {
  return new LzError(
    code,
    `${reasons[code]}: byte ${offset} of ${compressedBytes}, ${expandedBytes} of ${blockBytes} bytes expanded`,
    { compressedBytes, blockBytes, offset, expandedBytes },
  );
}
