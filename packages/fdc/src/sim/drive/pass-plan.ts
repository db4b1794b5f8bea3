import type { SegmentTiming } from "../medium/recording-format.js";
import type { TapeMedium } from "../medium/tape-medium.js";

/** One pass of tape at speed over a track, as far as it is known when it begins. */
export interface PassPlan {
  readonly medium: TapeMedium;
  /** The track under the head; ids are there only when it is one that runs this way. */
  readonly track: number;
  readonly readable: boolean;
  readonly segmentsPerTrack: number;
  /** Segments that pass before the tape ends. */
  readonly segments: number;
  readonly timing: SegmentTiming;
  /** When segment 0 of the track begins, or would have begun. */
  readonly zeroNs: number;
  /** 1 plus how much the tape has stretched. */
  readonly stretch: number;
  /** The tape is at speed from here to there. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly rateKbit: number;
  readonly formatting: boolean;
  readonly pulsesPerGap: 1 | 2;
  readonly microStep: number;
}
