/** Stable codes of {@link CartridgeError}. The errno names are those of the file system below. */
export type CartridgeErrorCode =
  | "NO_CARTRIDGE"
  | "NOT_FORMATTED"
  | "NO_HEADER"
  | "NO_HEADER_PLACE"
  | "WRITE_PROTECTED"
  | "PROTECTED_SEGMENT"
  | "MAP_FULL"
  | "NO_SPACE"
  | "HEADER_WRITE_FAILED"
  | "TABLE_WRITE_FAILED"
  | "WRITE_FAILED"
  | "BAD_RESCUE_MAP"
  | "BAD_IMAGE"
  | "BAD_COMPRESSION"
  | "TOO_LARGE"
  | "UNKNOWN_IMAGE"
  | "CLOSED"
  | "SCAN_FAILED"
  | "EACCES"
  | "EEXIST"
  | "EIO"
  | "EISDIR"
  | "ENOENT"
  | "ENOSPC"
  | "EROFS";

/** Numbers and names that belong to an error, for programs. */
export type CartridgeErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The cartridge, its image file or what is recorded on it cannot do what was asked. */
export class CartridgeError extends Error {
  override readonly name = "CartridgeError";
  readonly code: CartridgeErrorCode;
  readonly details: CartridgeErrorDetails;

  constructor(
    code: CartridgeErrorCode,
    message: string,
    details: CartridgeErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
