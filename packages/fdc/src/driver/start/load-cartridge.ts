import { DriveStatus } from "@floppytape/cartridge";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { MotionTimeouts } from "../../qic117/tape-speeds.js";
import { type ReadyDrive, readyDrive } from "./ready-drive.js";

/**
 * Brings a cartridge to its beginning and has the drive look for the reference burst where it does not
 * know it yet. Afterwards the status says whether the cartridge is referenced, that is, formatted. What
 * is returned tells of nothing before this call.
 */
export async function loadCartridge(
  drive: TapeDrive,
  found: ReadyDrive,
  timeouts: MotionTimeouts,
): Promise<ReadyDrive> {
  let ready: ReadyDrive = { status: found.status, newCartridge: false, errors: [] };
  const then = async (timeoutMs: number) => {
    const { status, newCartridge, errors } = await readyDrive(drive, timeoutMs);
    ready = {
      status,
      newCartridge: ready.newCartridge || newCartridge,
      errors: [...ready.errors, ...errors],
    };
  };
  if (isPresent(ready) && (ready.status & DriveStatus.AtPhysicalBeginning) === 0) {
    await drive.command("physical-reverse");
    await then(timeouts.rewindMs);
  }
  if (isPresent(ready) && (ready.status & DriveStatus.CartridgeReferenced) === 0) {
    await drive.command("seek-load-point");
    await then(timeouts.resetMs);
  }
  return ready;
}

function isPresent({ status }: ReadyDrive): boolean {
  return (status & DriveStatus.CartridgePresent) !== 0;
}
