import { CartridgeError } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";

/** Drive errors (QIC-117 report 7) that a `SegmentStore` has words of its own for. */
const DriveErrorCode = { NoCartridge: 2, WriteProtected: 5, NotReferenced: 19 } as const;

/**
 * What a caller of the store gets for a failure of controller or drive: the codes of the store's
 * contract where they fit, else `EIO` with the cause. Errors of other kinds stay what they are.
 */
export function cartridgeErrorOf(error: unknown): unknown {
  if (!(error instanceof FdcError)) return error;
  const { message, details } = error;
  const fromDrive = error.code === "DRIVE_ERROR" || error.code === "CARTRIDGE_CHANGED";
  const driveError = fromDrive ? details.code : undefined;
  if (driveError === DriveErrorCode.NoCartridge)
    return new CartridgeError("NO_CARTRIDGE", message, details, error);
  if (driveError === DriveErrorCode.WriteProtected)
    return new CartridgeError("WRITE_PROTECTED", message, details, error);
  if (driveError === DriveErrorCode.NotReferenced)
    return new CartridgeError("NOT_FORMATTED", message, details, error);
  return new CartridgeError("EIO", message, details, error);
}
