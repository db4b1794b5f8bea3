/** What can be wrong with bytes from a tape, or with values on their way to one. */
export type FormatErrorCode =
  | "SHORT_BUFFER"
  | "NOT_A_HEADER"
  | "UNKNOWN_FORMAT_CODE"
  | "INCONSISTENT_GEOMETRY"
  | "FIELD_RANGE"
  | "MAP_FULL"
  | "TABLE_FULL";

/** Flat facts for programs: the numbers that the message contains. */
export type FormatDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * Bytes do not have the stated format (`SHORT_BUFFER`, `NOT_A_HEADER`, `UNKNOWN_FORMAT_CODE`,
 * `INCONSISTENT_GEOMETRY`), or a value does not fit where it shall be written (`FIELD_RANGE`: one
 * field, `MAP_FULL`: the bad sector map, `TABLE_FULL`: the volume table).
 */
export class FormatError extends Error {
  override readonly name = "FormatError";

  constructor(
    readonly code: FormatErrorCode,
    message: string,
    readonly details: FormatDetails = {},
  ) {
    super(message);
  }
}

/** @throws {FormatError} `SHORT_BUFFER` when `bytes` is shorter than a structure needs. */
export function requireBytes(bytes: Uint8Array, needed: number, what: string): void {
  if (bytes.length >= needed) return;
  throw new FormatError("SHORT_BUFFER", `${what} needs ${needed} bytes, got ${bytes.length}`, {
    needed,
    got: bytes.length,
  });
}
