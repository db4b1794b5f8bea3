import type { SegmentStore } from "@floppytape/cartridge";
import type { QicStandard } from "@floppytape/qic-format";
import type { Chip } from "../controller/controller.js";
import type { CommandName } from "../qic117/commands.js";
import type { DriveIdentity } from "../qic117/identity.js";
import type { StreamCounters } from "./stream/tape-stream.js";

/** What a drive has done since it was opened. */
export interface DriveCounters extends StreamCounters {
  /** Data rates given up because of overruns or of a drive that refused them. */
  readonly rateReductions: number;
  /** Tracks that were formatted, repetitions included. */
  readonly tracksFormatted: number;
}

/** A cartridge in a floppy-tape drive. */
export interface DriveStore extends SegmentStore {
  readonly controller: Chip;
  readonly identity: DriveIdentity;
  /** A copy of the numbers at this moment. */
  readonly counters: DriveCounters;
  /** Recording standard of the cartridge, or of the drive while there is none. */
  readonly standard: QicStandard;
  /** Data rates that controller and drive both accept, in kbit/s, highest first. */
  readonly rates: readonly number[];
  /** The one in use. */
  readonly rate: number;
  /**
   * How long one pass over the whole cartridge takes at this rate, in milliseconds: tape motion and 2 s
   * for each change of track. Undefined before the geometry is known.
   */
  readonly passMs: number | undefined;
  /** Lets the tape go on while the caller has nothing for it: a slow source or sink. On real hardware a sleep. */
  letTimePass(ms: number): Promise<void>;
  /**
   * Sends a QIC-117 command, by name or code, after stopping the tape; the position is unknown then.
   * `waitMs`: wait as long as this for the drive to be ready again. Resolves with the drive status.
   * @throws {RangeError} when there is no such command or it does not take this parameter.
   */
  command(command: CommandName | number, options?: RawCommandOptions): Promise<number>;
  /** Sends a report command after stopping the tape; resolves with its answer, undefined where none came. */
  report(command: CommandName | number): Promise<number | undefined>;
}

export interface RawCommandOptions {
  parameter?: number;
  /** Default 0: do not wait. */
  waitMs?: number;
}
