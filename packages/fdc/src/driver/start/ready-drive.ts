import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../../errors.js";
import type { DriveErrorReport } from "../../qic117/drive-errors.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";

/** A drive that is ready, without an error, and whose new cartridge was acknowledged. */
export interface ReadyDrive {
  /** Drive status byte at the end. */
  readonly status: number;
  /** The drive called its cartridge new, which only reading the error code can clear. */
  readonly newCartridge: boolean;
  /** What was reported on the way, oldest first: resets among them. */
  readonly errors: readonly DriveErrorReport[];
}

/** Reports that are read before a drive counts as one that can't be cleared. */
const maxReports = 8;

/**
 * Waits until the drive is ready and reads error codes until none is left.
 * @throws {FdcError} `DRIVE_BUSY` after `timeoutMs`, `DRIVE_ERROR` when the error comes again and again.
 */
export async function readyDrive(drive: TapeDrive, timeoutMs: number): Promise<ReadyDrive> {
  const errors: DriveErrorReport[] = [];
  let newCartridge = false;
  for (let reports = 0; ; reports++) {
    const status = await drive.waitReady(timeoutMs);
    newCartridge ||= (status & DriveStatus.NewCartridge) !== 0;
    if ((status & (DriveStatus.ErrorDetected | DriveStatus.NewCartridge)) === 0)
      return { status, newCartridge, errors };
    if (reports === maxReports) {
      const last = errors.at(-1);
      throw new FdcError(
        "DRIVE_ERROR",
        `the drive has an error or a new cartridge to report again after each of ${maxReports} reports: ` +
          (last?.text ?? "a new cartridge"),
        { code: last?.code ?? 0, command: last?.command ?? 0 },
      );
    }
    const report = await drive.error();
    if (report.code !== 0) errors.push(report);
  }
}
