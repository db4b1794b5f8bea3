/**
 * Why a file set could not be opened or written:
 * - `NOT_A_FILE_SET`: the volume is zftape's or of a program that says nothing about its layout;
 * - `UNKNOWN_COMPRESSION`: compressed with an algorithm other than QIC-122;
 * - `NOT_A_CONTAINER`: bytes that should be a `.QIC` or `Image.113` file are neither;
 * - `NAME_UNENCODABLE`: a name to be written has no place in the format's characters or length;
 * - `CONTENT_ENDS_EARLY`: a file to be written delivered fewer bytes than it had announced;
 * - `NO_SPACE`: the segments given for a volume to be written do not hold it.
 */
export type Qic113ErrorCode =
  | "NOT_A_FILE_SET"
  | "UNKNOWN_COMPRESSION"
  | "NOT_A_CONTAINER"
  | "NAME_UNENCODABLE"
  | "CONTENT_ENDS_EARLY"
  | "NO_SPACE";

/** Flat facts for programs: the numbers that the message contains. */
export type Qic113ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** What is recorded, or what should be, does not fit the format. Damage is never an error but a hole. */
export class Qic113Error extends Error {
  override readonly name = "Qic113Error";

  constructor(
    readonly code: Qic113ErrorCode,
    message: string,
    readonly details: Qic113ErrorDetails = {},
  ) {
    super(message);
  }
}
