/** The contract of a QIC-117 drive for the driver above: commands and reports by name. */
import type { Controller } from "../controller/controller.js";
import type { CommandName } from "./commands.js";
import type { DriveErrorReport } from "./drive-errors.js";
import type { DriveIdentity } from "./identity.js";
import type { MotionTimeouts } from "./tape-speeds.js";
import type { TapeStatusReport } from "./tape-status.js";

/** A selected drive that answers. Every call fails with `NO_ANSWER` where an answer is due and none comes. */
export interface TapeDrive {
  readonly controller: Controller;
  readonly identity: DriveIdentity;
  /**
   * Sends a command with its parameters after checking, as far as the command's required status says, that
   * the drive can take it; waits for a non-interruptible command before. The parameter is the number as
   * sent: skips take the number of gaps less one.
   * @throws {FdcError} `DRIVE_BUSY`; `CARTRIDGE_CHANGED`: none, or a new one that nobody took note of;
   * `DRIVE_ERROR` with the drive's error code in `details.code`: also 5 and 19 for a cartridge that is
   * write protected or not formatted, and 26, 27, 41 for a drive that was reset meanwhile.
   * @throws {RangeError} for a parameter that does not fit.
   */
  command(name: CommandName, parameter?: number): Promise<void>;
  /** The same without any check, in the middle of streaming: pause, micro-step pause, stop. */
  send(name: CommandName, parameter?: number): Promise<void>;
  /**
   * The answer to a report command, after the same checks. `bits`: 8 or 16 where the drive differs from the
   * standard. @throws {FdcError} `NO_ANSWER`, `INVALID_REPORT` and those of `command`.
   */
  report(name: CommandName, bits?: 8 | 16): Promise<number>;
  /**
   * Drive status byte (report 6). Repeated when it fails, up to 4 times. While the drive is not ready, the
   * bits that mean nothing then are 0.
   */
  status(): Promise<number>;
  /** Error and failing command (report 7); clears the error and the new cartridge bit. */
  error(): Promise<DriveErrorReport>;
  configuration(): Promise<number>;
  /** Data rate in kbit/s that the drive is set to; undefined where it does not tell. */
  configuredRate(): Promise<number | undefined>;
  /** Report 33; undefined from drives before QIC-117 rev. C and without a cartridge. */
  tapeStatus(): Promise<TapeStatusReport | undefined>;
  romVersion(): Promise<number | undefined>;
  /** Report 37; undefined where the drive has none, 0 before it knows. */
  formatSegments(): Promise<number | undefined>;
  /**
   * Polls the status until the ready bit is set; `expectedMs`: when it will probably be, so that no poll is
   * wasted before. Returns the status. @throws {FdcError} `DRIVE_BUSY` after `timeoutMs`.
   */
  waitReady(timeoutMs: number, expectedMs?: number): Promise<number>;
  /** How long to wait for a drive that is busy when a command is due. Default: {@link DefaultTimeouts}. */
  useTimeouts(timeouts: MotionTimeouts): void;
  /** Asks for a data rate (commands 27 and 50); false when the drive refuses it or stays at another. */
  selectRate(kbit: number): Promise<boolean>;
  /** Selects a recording format (command 27, codes of {@link formatSelector}); false when refused. */
  selectFormat(code: number): Promise<boolean>;
  /**
   * Soft reset and everything after it; the drive is awake and selected again, has no error pending and the
   * data rate that was selected last. True when it called its cartridge new, which it has forgotten with its
   * errors. @throws {FdcError} `NO_ANSWER`, `DRIVE_BUSY`, `DRIVE_ERROR`: also where error follows on error.
   */
  reset(): Promise<boolean>;
  /** Deselects the drive. */
  release(): Promise<void>;
}
