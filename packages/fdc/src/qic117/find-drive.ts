/** Finding the tape drive on a controller. */
import type { Controller } from "../controller/controller.js";
import { type DriveTrace, NoTrace } from "../drive-trace.js";
import { FdcError } from "../errors.js";
import type { Clock } from "../hardware.js";
import { createDriveLink, type DriveLink } from "./drive-link.js";
import { identify } from "./identify.js";
import { identityOf } from "./identity.js";
import { createPulseLine, PatientGapMs } from "./pulse-line.js";
import { createTapeDrive } from "./qic117-drive.js";
import type { TapeDrive } from "./tape-drive.js";
import { type WakeUp, wakeUps } from "./vendors.js";
import type { DriveLine } from "./wake-up.js";

export interface FindDriveOptions {
  readonly clock: Clock;
  /** Drive select, 0 to 3. Default: all are tried, 1 first and 0, where floppy drive A is, last. */
  readonly unit?: number | undefined;
  /** Default: all methods are tried. */
  readonly wakeUp?: WakeUp | undefined;
  readonly trace?: DriveTrace | undefined;
}

const unitOrder: readonly number[] = [1, 3, 2, 0];
/** A drive that was just reset is deaf for a second; the second search begins after that, and is patient. */
const searches = 2;
const deafMs = 1200;

/**
 * Wakes the drive and asks it who it is. Errors that are pending, as after power-on, are left for the
 * caller to read. @throws {FdcError} `NO_DRIVE` when nothing answers on any unit by any method.
 */
export async function findDrive(
  controller: Controller,
  options: FindDriveOptions,
): Promise<TapeDrive> {
  const { clock, unit, wakeUp, trace = NoTrace } = options;
  if (unit !== undefined && !unitOrder.includes(unit))
    throw new RangeError(`unit must be 0 to 3, got ${unit}`);
  const units = unit === undefined ? unitOrder : [unit];
  const methods = wakeUp === undefined ? wakeUps : [wakeUp];
  const line = createPulseLine(controller, clock);
  const beganMs = clock.now();
  let misled: FdcError | undefined;
  for (let search = 1; search <= searches; search++) {
    for (const candidate of units) {
      const parts: DriveLine = { controller, clock, line, unit: candidate };
      const link = createDriveLink({ ...parts, trace });
      const wokenBy = await link.wakeBy(methods).catch((error: unknown) => {
        if (!(error instanceof FdcError && error.details.endedAt !== undefined)) throw error;
        misled = error;
        return undefined;
      });
      if (wokenBy !== undefined) return knownDrive(parts, link, wokenBy);
    }
    line.useGap(PatientGapMs);
    const leftMs = beganMs + deafMs - clock.now();
    if (search < searches && leftMs > 0) await clock.sleep(leftMs);
  }
  const where = unit === undefined ? "any unit" : `unit ${unit}`;
  throw new FdcError(
    "NO_DRIVE",
    `no tape drive answers on ${where} (tried wake-up: ${methods.join(", ")})`,
    unit === undefined ? {} : { unit },
    misled,
  );
}

async function knownDrive(parts: DriveLine, link: DriveLink, wokenBy: WakeUp) {
  await link.hurry();
  const told = await identify(link);
  const identity = identityOf({ ...told, unit: parts.unit, wokenBy });
  // Asking an old drive for its id may have sent another kind to sleep.
  if (told.vendorId === undefined) await link.wakeBy([wokenBy]);
  link.say(3, "drive.found", `${identity.name} on unit ${parts.unit}`, {
    vendorId: identity.vendorId,
    unit: parts.unit,
    wakeUp: wokenBy,
  });
  return createTapeDrive(parts, link, identity);
}
