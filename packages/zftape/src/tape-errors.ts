import { CartridgeError, type CartridgeErrorCode } from "@floppytape/cartridge";
import { TapeError, type TapeErrorCode } from "@floppytape/magtape";

/** What a unit makes of the failures of the layers below. */
const errnoOf: Readonly<Record<CartridgeErrorCode, TapeErrorCode>> = {
  NO_CARTRIDGE: "ENXIO",
  NOT_FORMATTED: "EACCES",
  NO_HEADER: "EIO",
  NO_HEADER_PLACE: "EIO",
  WRITE_PROTECTED: "EACCES",
  PROTECTED_SEGMENT: "EIO",
  MAP_FULL: "EIO",
  NO_SPACE: "ENOSPC",
  HEADER_WRITE_FAILED: "EIO",
  TABLE_WRITE_FAILED: "EIO",
  WRITE_FAILED: "EIO",
  BAD_RESCUE_MAP: "EIO",
  BAD_IMAGE: "EIO",
  BAD_COMPRESSION: "EIO",
  TOO_LARGE: "EIO",
  UNKNOWN_IMAGE: "ENXIO",
  CLOSED: "EBADF",
  SCAN_FAILED: "EIO",
  EACCES: "EACCES",
  EEXIST: "EEXIST",
  EIO: "EIO",
  EISDIR: "EISDIR",
  ENOENT: "ENOENT",
  ENOSPC: "ENOSPC",
  EROFS: "EROFS",
};

/** An error of the layers below as the errno that a driver returns; others as they are. */
export function asTapeError(error: unknown): unknown {
  if (error instanceof CartridgeError)
    return new TapeError(errnoOf[error.code] ?? "EIO", error.message, error.details, error);
  if (error instanceof Error && error.name === "AbortError")
    return new TapeError("EINTR", "interrupted", {}, error);
  return error;
}

/** Runs `body`; its errors become {@link TapeError}s. */
export async function withTapeErrors<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw asTapeError(error);
  }
}
