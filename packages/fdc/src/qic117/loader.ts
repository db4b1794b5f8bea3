/** Door, lock and partitions of drives with a loader (Ditto Max). */
import { FdcError } from "../errors.js";
import { decodeLoaderStatus, type LoaderStatus } from "./loader-status.js";
import type { TapeDrive } from "./tape-drive.js";

const loadMs = 60_000;
const lockMs = 5000;

/** Partition, door and lock; undefined where the drive has no loader. @throws {FdcError} */
export async function readLoaderStatus(drive: TapeDrive): Promise<LoaderStatus | undefined> {
  if (!drive.identity.extensions) return undefined;
  return decodeLoaderStatus(await drive.report("loader-partition-status"));
}

/** Locks or unlocks the cartridge; nothing happens when it is already so. False without a loader. */
export async function setCartridgeLock(drive: TapeDrive, locked: boolean): Promise<boolean> {
  const before = await readLoaderStatus(drive);
  if (before === undefined) return false;
  if (before.locked === locked) return true;
  await drive.command("toggle-lock");
  await drive.waitReady(lockMs);
  const after = await readLoaderStatus(drive);
  if (after?.locked !== locked)
    throw new FdcError("DRIVE_ERROR", `cartridge stays ${locked ? "unlocked" : "locked"}`, {
      status: after?.byte ?? 0,
    });
  return true;
}

/** Opens or closes the door, which unloads or loads the cartridge. False without a loader. */
export async function moveLoaderDoor(drive: TapeDrive, open: boolean): Promise<boolean> {
  const before = await readLoaderStatus(drive);
  if (before === undefined) return false;
  if (before.doorOpen === open) return true;
  if (open) await setCartridgeLock(drive, false);
  await drive.command("load-unload");
  await drive.waitReady(loadMs);
  return true;
}
