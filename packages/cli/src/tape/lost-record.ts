import { TapeError } from "@floppytape/magtape";

/** An error that says that one record can't be read, or is longer than was asked for. */
export function isLostRecord(error: unknown): error is TapeError {
  return error instanceof TapeError && ["EIO", "ENOMEM", "EOVERFLOW"].includes(error.code);
}

/** Errors in a row without a record between them: the head does not get on. */
export const MostErrorsInARow = 20;
