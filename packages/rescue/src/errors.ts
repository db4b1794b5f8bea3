/** Codes of {@link RescueError}. */
export type RescueErrorCode =
  /** Dumps that are not of one cartridge. */
  | "DIFFERENT_CARTRIDGES"
  /** A map that does not fit the image beside it, or the device that is read. */
  | "MAP_DOES_NOT_FIT"
  /** Neither a cartridge nor anything else that is known. */
  | "NOT_RECOGNIZED"
  /** A volume, or a file in one, that is not there. */
  | "NOT_FOUND";

/** Numbers and names that a {@link RescueError} is about. */
export type RescueErrorDetails = Readonly<Record<string, string | number | undefined>>;

/** What recovery cannot do, with a stable code. Damage is never an error: it is in the accounts. */
export class RescueError extends Error {
  override readonly name = "RescueError";
  readonly code: RescueErrorCode;
  readonly details: RescueErrorDetails;

  constructor(
    code: RescueErrorCode,
    message: string,
    details: RescueErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
