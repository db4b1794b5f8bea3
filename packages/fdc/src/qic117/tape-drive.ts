/** The contract of a QIC-117 drive for the driver above: commands and reports by name. */
import type { Controller } from "../controller/controller.js";
import type { CommandName } from "./commands.js";
import type { DriveErrorReport } from "./drive-errors.js";
import type { DriveIdentity } from "./identity.js";
import type { TapeStatusReport } from "./tape-status.js";

/** A selected drive that answers. Every call fails with `NO_ANSWER` where an answer is due and none comes. */
export interface TapeDrive {
  readonly controller: Controller;
  readonly identity: DriveIdentity;
  /**
   * Sends a command with its parameters after checking, as far as the command's required status says, that
   * the drive can take it; waits for a non-interruptible command before.
   * @throws {FdcError} `DRIVE_BUSY`, `CARTRIDGE_CHANGED`, `DRIVE_ERROR` (with the drive's error code).
   */
  command(name: CommandName, parameter?: number): Promise<void>;
  /** The same without any check, in the middle of streaming: pause, micro-step pause, stop. */
  send(name: CommandName, parameter?: number): Promise<void>;
  /** Drive status byte (report 6). Repeated when it fails, up to 4 times. */
  status(): Promise<number>;
  /** Error and failing command (report 7); clears the error and the new cartridge bit. */
  error(): Promise<DriveErrorReport>;
  configuration(): Promise<number>;
  /** Report 33; undefined from drives before QIC-117 rev. C. */
  tapeStatus(): Promise<TapeStatusReport | undefined>;
  romVersion(): Promise<number | undefined>;
  /** Report 37; undefined where the drive has none, 0 before it knows. */
  formatSegments(): Promise<number | undefined>;
  /**
   * Polls the status until the ready bit is set; `expectedMs`: when it will probably be, so that no poll is
   * wasted before. Returns the status. @throws {FdcError} `DRIVE_BUSY` after `timeoutMs`.
   */
  waitReady(timeoutMs: number, expectedMs?: number): Promise<number>;
  /** Asks for a data rate (commands 27 and 50); false when the drive refuses it. */
  selectRate(kbit: number): Promise<boolean>;
  /** Selects a recording format (command 27). */
  selectFormat(code: number): Promise<boolean>;
  /** Soft reset and everything after it; the drive is awake and selected again. */
  reset(): Promise<void>;
  /** Deselects the drive. */
  release(): Promise<void>;
}
