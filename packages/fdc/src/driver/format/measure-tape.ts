import type { Geometry } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { calibrateTapeLength, setFormatSegments } from "../../qic117/format-selector.js";
import type { DriveParts } from "../drive-parts.js";
import { readyDrive } from "../start/ready-drive.js";

/**
 * Has the drive measure how many segments a track of this tape holds, and tells it how many there shall
 * be: it counts index pulses by that number. Returns what was measured, undefined where the drive cannot.
 * @throws {FdcError} `FORMAT_REFUSED` when the tape is too short, or the drive does not take the number.
 */
export async function measureTape(
  parts: DriveParts,
  { segmentsPerTrack }: Geometry,
): Promise<number | undefined> {
  const { drive, layout, positioner } = parts;
  // Neither measured nor told: drives of the oldest kind, which only take tapes of one length.
  if ((await drive.formatSegments()) === undefined) return undefined;
  positioner.lost();
  const measured = await measurement(calibrateTapeLength(drive, layout.timeouts));
  await readyDrive(drive, layout.timeouts.resetMs);
  if (measured !== undefined && segmentsPerTrack > measured)
    throw new FdcError(
      "FORMAT_REFUSED",
      `${segmentsPerTrack} segments per track do not fit on this tape: the drive measured room for ${measured}`,
      { segmentsPerTrack, measured },
    );
  await tellSegments(parts, segmentsPerTrack);
  return measured;
}

/** Makes sure that the drive counts by this number of segments per track. @throws {FdcError} `FORMAT_REFUSED`. */
export async function tellSegments(
  { drive, layout }: DriveParts,
  segmentsPerTrack: number,
): Promise<void> {
  if ((await drive.formatSegments()) === segmentsPerTrack) return;
  await setFormatSegments(drive, segmentsPerTrack);
  await readyDrive(drive, layout.timeouts.resetMs);
  const now = await drive.formatSegments();
  if (now === segmentsPerTrack) return;
  throw new FdcError(
    "FORMAT_REFUSED",
    `the drive does not take ${segmentsPerTrack} segments per track and stays with ${now ?? "what it has"}`,
    { segmentsPerTrack, drive: now ?? 0 },
  );
}

/** Undefined as well where the drive answers the command with an error: it must be told then. */
async function measurement(result: Promise<number | undefined>): Promise<number | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof FdcError && error.code === "DRIVE_ERROR") return undefined;
    throw error;
  }
}
