import type { DriveTrace } from "../../drive-trace.js";
import type { Clock } from "../../hardware.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { TapeLayout } from "../tape-layout.js";

/** Brings tape and head to where a segment arrives next; knows where they are and how far the drive overshoots. */
export interface Positioner {
  /** Segment under the head, or just passed; the one before the first at a track's beginning. Undefined: unknown. */
  readonly here: number | undefined;
  /** The tape runs at data speed, as far as is known. */
  readonly running: boolean;
  /** Track that the head was moved to; undefined: unknown. */
  readonly head: number | undefined;
  /** When a sector will begin to pass, on the clock; undefined where that cannot be told. */
  arrivalOf(segment: number, sector: number): number | undefined;
  /**
   * Starts the tape so that `segment` arrives next; returns while the head is before it. `shortStart`: or in
   * it. Nothing happens where that is so already.
   * @throws {FdcError} `POSITION_LOST` when the place cannot be found, `HEAD_OFF_TRACK`, and what the drive reports.
   */
  startAt(segment: number, shortStart?: boolean): Promise<void>;
  /** Whoever reads or writes has just seen this sector end. */
  passed(segment: number, sector: number): void;
  /** Stops the tape where it is; returns when it stands. The place stays known. */
  stop(): Promise<void>;
  /** Stops and backs up, so that the next start comes soon before here; returns at once. */
  pause(): Promise<void>;
  /** The same, and the head moves a little beside the middle of the track until it is sent to another segment. */
  microStepPause(): Promise<void>;
  /** Waits until a drive that stops, pauses or ends a track is ready again. */
  settle(): Promise<void>;
  /** Winds to a physical end of the tape. */
  windTo(end: "beginning" | "end"): Promise<void>;
  /** Moves the head, after stopping the tape. */
  seekTrack(track: number): Promise<void>;
  /** Position unknown from now on: somebody else moved tape or head, or the cartridge is another one. */
  lost(): void;
}

export interface PositionerParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly layout: TapeLayout;
  /** Default: nobody looks. */
  readonly trace?: DriveTrace;
}
