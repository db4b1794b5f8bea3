import type { TapeErrorCode } from "./errno.js";

/**
 * Numbers and names that belong to an error, for programs: `segment`, `tries`, `resid` (what was not
 * done), `blockSize`, `requested`, `holderPid`, `path`, `reason`.
 */
export type TapeErrorDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * A drive, a cartridge or what stands for one cannot do what was asked. `code` is the errno name that
 * a driver would return, `message` one sentence with the numbers.
 */
export class TapeError extends Error {
  override readonly name = "TapeError";
  readonly code: TapeErrorCode;
  readonly details: TapeErrorDetails;

  constructor(
    code: TapeErrorCode,
    message: string,
    details: TapeErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
