import { type MtGet, mtStatusPhrases, TapeError, type TapeUnit } from "@floppytape/magtape";

/**
 * Runs an operation of a unit; its error says what was asked and where the tape is now.
 * @throws {TapeError}
 */
export async function sayingWhere(
  unit: TapeUnit,
  asked: string,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    const status = await unit.status().catch(() => undefined); // the first error is the one to report
    const place = status ? `; ${placeText(status)}` : "";
    throw new TapeError(
      error.code,
      `${error.message} (asked: ${asked}${place})`,
      error.details,
      error,
    );
  }
}

/** `the tape is in file 2 at block 56, at end of recorded data`; both counted from 0. */
function placeText({ fileno, blkno, gstat }: MtGet): string {
  const numbers = [
    ...(fileno < 0 ? [] : [`in file ${fileno}`]),
    ...(blkno < 0 ? [] : [`at block ${blkno}`]),
  ];
  const place = numbers.length === 0 ? "somewhere" : numbers.join(" ");
  const phrases = mtStatusPhrases(gstat).filter((phrase) => phrase !== "tape online");
  return `the tape is ${[place, ...phrases].join(", ")}`;
}
