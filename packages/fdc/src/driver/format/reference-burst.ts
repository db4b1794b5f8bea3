import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../../errors.js";
import type { DriveParts } from "../drive-parts.js";
import { readyDrive } from "../start/ready-drive.js";

/** Tape drives take their time for it: erasing goes over the whole length. */
const burstMs = 1_300_000;
const tries = 2;

/**
 * Erases the tape and writes the reference burst, by which drives find the tracks. Leaves the drive in
 * primary mode.
 * @throws {FdcError} `FORMAT_FAILED` when the cartridge is not referenced afterwards.
 */
export async function writeReferenceBurst({
  drive,
  layout,
  positioner,
  state,
}: DriveParts): Promise<void> {
  let reason = "the drive does not find it again";
  for (let attempt = 0; attempt < tries; attempt++) {
    await drive.command("enter-format-mode");
    // From here on nothing that was on the tape counts; a refusal before leaves it as it was.
    state.setFormatted(false);
    layout.useGeometry(undefined);
    await drive.command("write-reference-burst");
    const { status, errors } = await readyDrive(drive, burstMs);
    positioner.lost();
    await drive.command("enter-primary-mode");
    const { status: after } = await readyDrive(drive, layout.timeouts.resetMs);
    // A cartridge that was formatted before is referenced even if the burst was refused.
    const failure = errors.find(({ fatal }) => fatal);
    const referenced = (status & after & DriveStatus.CartridgeReferenced) !== 0;
    if (referenced && failure === undefined) return;
    reason = failure?.text ?? reason;
  }
  throw new FdcError(
    "FORMAT_FAILED",
    `the reference burst could not be written in ${tries} tries: ${reason}`,
    { tries },
  );
}
