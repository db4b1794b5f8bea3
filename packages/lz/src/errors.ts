/**
 * What is wrong with a compressed stream, or with the machine that should expand it:
 * - `TRUNCATED`: the stream ends inside its flag bytes, a control word or a copy item;
 * - `OVERRUN`: an item would expand past the end of the block;
 * - `LENGTH_MISMATCH`: the stream ends before the block is full;
 * - `ENGINE_UNAVAILABLE`: the engine asked for by name does not run here.
 */
export type LzErrorCode = "TRUNCATED" | "OVERRUN" | "LENGTH_MISMATCH" | "ENGINE_UNAVAILABLE";

/** Where a stream was found wrong. All values are in bytes; empty for `ENGINE_UNAVAILABLE`. */
export interface LzErrorDetails {
  /** Length of the compressed stream. */
  readonly compressedBytes?: number;
  /** Length of the block it should expand to. */
  readonly blockBytes?: number;
  /** Offset in the stream of the flag bytes, control word or item that does not fit. */
  readonly offset?: number;
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
