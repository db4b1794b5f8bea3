/** Resetting the drive by command, and what must be done until it works again. */
import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";
import { type DriveErrorReport, driveError } from "./drive-errors.js";
import type { DriveLink } from "./drive-link.js";
import type { DriveIdentity } from "./identity.js";
import { PatientGapMs, UsualGapMs } from "./pulse-line.js";
import { wakeUps } from "./vendors.js";
import type { DriveLine } from "./wake-up.js";

export interface ResetParts extends DriveLine {
  readonly link: DriveLink;
  readonly identity: DriveIdentity;
  status(): Promise<number>;
  ready(timeoutMs: number): Promise<number>;
  error(): Promise<DriveErrorReport>;
}

const tries = 2;
const controllerRestMs = 10;
/** The drive answers nothing for so long. */
const deafMs = 1000;
const wakeTries = 3;
/** The reset itself (26 from a Ditto), and what a cartridge may have to say after it. */
const expected: ReadonlySet<number> = new Set([0, 1, 2, 13, 26, 27, 41]);
const mostErrors = 4;

/**
 * Resets the drive until it answers again without an error; true when it called its cartridge new.
 * @throws {FdcError} as `TapeDrive.reset`.
 */
export async function resetDrive(parts: ResetParts, timeoutMs: number): Promise<boolean> {
  const { controller, clock, line, link, unit } = parts;
  for (let attempt = 1; attempt <= tries; attempt++) {
    await controller.reset();
    await controller.select(unit, parts.identity.wakeUp === "insight");
    await clock.sleep(controllerRestMs);
    // Whatever the drive still waits for, this train stands alone.
    line.useGap(PatientGapMs);
    await link.transmit("soft-reset");
    await line.settle();
    line.useGap(UsualGapMs);
    await clock.sleep(deafMs);
    if (await awake(parts)) return settle(parts, timeoutMs);
    link.say(1, "drive.reset-failed", `drive does not answer after reset ${attempt}`);
  }
  throw new FdcError("NO_ANSWER", `drive does not answer after ${tries} resets`, { command: 1 });
}

async function awake({ link, identity }: ResetParts): Promise<boolean> {
  const methods = [identity.wakeUp, ...wakeUps.filter((method) => method !== identity.wakeUp)];
  for (let attempt = 0; attempt < wakeTries; attempt++)
    if ((await link.wakeBy(methods)) !== undefined) return true;
  return false;
}

/** Reads errors, the reset's own first, until none is left and a cartridge is not new any more. */
async function settle({ status, ready, error }: ResetParts, timeoutMs: number): Promise<boolean> {
  const pending = DriveStatus.ErrorDetected | DriveStatus.NewCartridge;
  let now = await ready(timeoutMs);
  let seen = now;
  for (let errors = 1; now & pending; errors++) {
    const report = await error();
    if (!expected.has(report.code) || errors > mostErrors) throw driveError(report);
    now = await status();
    seen |= now;
  }
  return (seen & DriveStatus.NewCartridge) !== 0;
}
