/** Recording formats as command 27 knows them, and the segments on a track. */
import type { QicStandard } from "@floppytape/qic-format";
import type { TapeDrive } from "./tape-drive.js";
import type { MotionTimeouts } from "./tape-speeds.js";

const numbers: Readonly<Partial<Record<QicStandard, number>>> = {
  "QIC-40": 1,
  "QIC-80": 2,
  "QIC-3020": 3,
  "QIC-3010": 4,
};

/** Parameter of command 27 for a format on 0.25 inch or 8 mm tape; undefined where there is none. */
export function formatSelector(standard: QicStandard, wide: boolean): number | undefined {
  const number = numbers[standard];
  return number === undefined ? undefined : 4 * number + (wide ? 3 : 1);
}

/** Winds from end to end, at worst after winding to the beginning first. */
const windings = 3;

/**
 * Lets the drive measure how many segments fit on a track (commands 36 and 37). Undefined where it cannot.
 * @throws {FdcError} as {@link TapeDrive.command}; `DRIVE_BUSY` when it takes far too long.
 */
export async function calibrateTapeLength(
  drive: TapeDrive,
  { rewindMs }: MotionTimeouts,
): Promise<number | undefined> {
  await drive.command("calibrate-tape-length");
  await drive.waitReady(20_000 + windings * rewindMs);
  const segments = await drive.formatSegments();
  return segments === 0 ? undefined : segments;
}

/** Tells the drive how many segments a track has (command 38), 1 to 4095. */
export async function setFormatSegments(drive: TapeDrive, segmentsPerTrack: number): Promise<void> {
  if (segmentsPerTrack < 1)
    throw new RangeError(`segmentsPerTrack must be at least 1, got ${segmentsPerTrack}`);
  await drive.command("set-format-segments", segmentsPerTrack);
}
