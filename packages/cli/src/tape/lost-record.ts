import { TapeError } from "@floppytape/magtape";

/** An error that says that one record can't be read, or is longer than was asked for. */
function isLostRecord(error: unknown): error is TapeError {
  return error instanceof TapeError && ["EIO", "ENOMEM", "EOVERFLOW"].includes(error.code);
}

/** Errors in a row without a record between them: the head does not get on. */
const MostErrorsInARow = 20;

/**
 * Counts errors without a record between them; with too many, or one of another kind, there is no going on.
 * @throws what `error` is
 */
export function requireGoingOn(error: unknown, errorsInARow: number): asserts error is TapeError {
  if (!isLostRecord(error)) throw error;
  if (errorsInARow <= MostErrorsInARow) return;
  const text = `${error.message}; ${MostErrorsInARow} records in a row are lost, so the rest is not read`;
  throw new TapeError(error.code, text, error.details, error);
}
