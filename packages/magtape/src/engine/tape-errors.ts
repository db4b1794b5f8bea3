import type { TapeErrorCode } from "../errno.js";
import { TapeError } from "../errors.js";
import type { TapeErrorReason } from "../tape-device.js";

const reasons: Readonly<Partial<Record<TapeErrorCode, TapeErrorReason>>> = {
  EROFS: "write-protected",
  EACCES: "write-protected",
  ENOSPC: "end-of-medium",
  ENOMEM: "record-too-long",
  EBUSY: "busy",
  ENXIO: "no-medium",
  ENODEV: "no-medium",
  EBADF: "closed",
  ENOSYS: "unsupported",
  EINVAL: "illegal",
  EINTR: "aborted",
  ENODATA: "blank",
  EIO: "media",
};

/** The same error with a `reason` in its details; one that has it already is returned as it is. */
export function withReason(error: unknown): unknown {
  if (!(error instanceof TapeError) || typeof error.details.reason === "string") return error;
  const reason = reasons[error.code];
  if (reason === undefined) return error;
  return new TapeError(error.code, error.message, { ...error.details, reason }, error);
}

/** A way that ended before it should. */
export function endedEarly(reason: "bot" | "eod", message: string): TapeError {
  return new TapeError("EIO", message, { reason });
}

/** A motion that this device is configured not to make. */
export function notPositionable(): TapeError {
  return new TapeError("ENOSYS", "the profile says that this tape is not positioned", {
    reason: "unsupported",
  });
}
