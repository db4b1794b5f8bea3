/** Where on the tape things are, in micrometres from its physical beginning. */
import { marginUm, recordingFormats, usableUm } from "../medium/recording-format.js";
import type { TapeMedium } from "../medium/tape-medium.js";
import type { DriveState } from "./drive-state.js";
import { standardInUse } from "./drive-state.js";

/** How far behind the last segment a hole tells the drive that the track is over, in segments. */
const RunOnSegments = 0.5;

export interface TapeExtent {
  readonly lengthUm: number;
  /** From one segment to the next, of what is on the tape or is about to be formatted. */
  readonly pitchUm: number;
  /** Where segment 0 begins; where the last one ends, at the latest. */
  readonly firstUm: number;
  readonly lastUm: number;
  /** Holes: before the first and behind the second one the drive is at an end of the tape. */
  readonly beginningUm: number;
  readonly endUm: number;
}

export function tapeExtent(state: DriveState, { type }: TapeMedium): TapeExtent {
  const firstUm = marginUm(type);
  const lastUm = firstUm + usableUm(type);
  const runOn = RunOnSegments * recordingFormats[type.standard].pitchUm;
  return {
    lengthUm: lastUm + firstUm,
    pitchUm: recordingFormats[standardInUse(state)].pitchUm,
    firstUm,
    lastUm,
    beginningUm: firstUm - runOn,
    endUm: lastUm + runOn,
  };
}

/**
 * Place on the tape to place along the head's track, counted from its logical beginning, and back: odd
 * tracks run from the end to the beginning. Both margins are alike, so segments of odd tracks begin at
 * the same distances.
 */
export function alongTrack({ head }: DriveState, { lengthUm }: TapeExtent, um: number): number {
  return head % 2 === 1 ? lengthUm - um : um;
}
