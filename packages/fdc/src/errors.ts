/** Stable codes of {@link FdcError}. */
export type FdcErrorCode =
  | "NO_CONTROLLER"
  | "CONTROLLER_STUCK"
  | "RATE_UNSUPPORTED"
  | "PERPENDICULAR_UNSUPPORTED"
  | "DMA_UNUSABLE"
  | "BOARD_MISSING"
  | "NO_DRIVE"
  | "NO_ANSWER"
  | "INVALID_REPORT"
  | "DRIVE_ERROR"
  | "DRIVE_BUSY"
  | "CARTRIDGE_CHANGED"
  | "HEAD_OFF_TRACK"
  | "POSITION_LOST"
  | "FORMAT_REFUSED"
  | "FORMAT_FAILED"
  | "BUS_FAULT"
  | "BAD_FAULT_SCRIPT"
  | "BAD_TRACE"
  | "TRACE_DIFFERS"
  | "QTEST_FAILED"
  | "QTEST_CLOSED";

/** Numbers and names that belong to an error, for programs. */
export type FdcErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** Controller, drive or the way to them cannot do what was asked. */
export class FdcError extends Error {
  override readonly name = "FdcError";
  readonly code: FdcErrorCode;
  readonly details: FdcErrorDetails;

  constructor(code: FdcErrorCode, message: string, details: FdcErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
