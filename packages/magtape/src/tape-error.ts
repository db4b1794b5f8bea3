import type { TapeErrorCode } from "./errno.js";

/** Facts about a failure, flat and for programs. */
export interface TapeErrorDetails {
  readonly [fact: string]: string | number | boolean | undefined;
}

/**
 * What a tape drive or its driver refuses or fails to do. `code` is the errno name that the driver
 * returns, `details` says which segment, block size, count or process was involved.
 */
export class TapeError extends Error {
  override readonly name = "TapeError";

  constructor(
    readonly code: TapeErrorCode,
    message: string,
    readonly details: TapeErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
