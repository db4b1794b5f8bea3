/** Logical forward: the motion, and the pass that the head sees meanwhile. */
import { capacityOf, segmentTiming } from "../medium/recording-format.js";
import type { TapeMedium } from "../medium/tape-medium.js";
import { type DriveState, standardInUse } from "./drive-state.js";
import { alongTrack, tapeExtent } from "./tape-extent.js";
import { createTapePass, type TapePass } from "./tape-pass.js";
import type { Leg } from "./tape-path.js";
import type { TapeTroubles } from "./tape-troubles.js";

export interface ForwardMotion {
  readonly pass: TapePass;
  readonly legs: readonly Leg[];
  /** The tape ends before all segments that are to be formatted. */
  readonly tooShort: boolean;
}

/** Begins now at `fromUm`; the data rate must be one that the standard has a tape speed for. */
export function planForward(
  state: DriveState,
  medium: TapeMedium,
  fromUm: number,
  troubles: TapeTroubles,
): ForwardMotion {
  const { clock, model, faults, head, mode, rate } = state;
  const extent = tapeExtent(state, medium);
  const place = (along: number) => alongTrack(state, extent, Math.min(along, extent.lengthUm));
  const timing = segmentTiming(standardInUse(state), rate)!;
  const rampNs = model.timings.rampMs * 1e6;
  const rampUm = (timing.umPerNs * rampNs) / 2;
  const speedNs = clock.nowNs + rampNs;
  const speedUm = alongTrack(state, extent, fromUm) + rampUm;
  const endUm = Math.max(speedUm, extent.endUm);
  const steadyNs = (endUm - speedUm) / timing.umPerNs;

  const struck = faults.strikes("stretch", { track: head });
  const stretch = struck ? 1 + Number(struck.ppm) / 1e6 : 1;
  const firstUm = extent.firstUm * stretch;
  const formatting = mode === "format";
  const segmentsPerTrack = formatting
    ? segmentsToFormat(state)
    : (medium.recording?.segmentsPerTrack ?? 0);
  const fitting = Math.floor((endUm - firstUm) / (extent.pitchUm * stretch));
  const track = head + state.headOffset;
  const pass = createTapePass(
    {
      medium,
      track,
      readable: canRead(state, medium) && track >= 0 && (track - head) % 2 === 0,
      segmentsPerTrack,
      segments: Math.min(segmentsPerTrack, fitting),
      timing,
      zeroNs: Math.round(speedNs + (firstUm - speedUm) / timing.umPerNs),
      stretch,
      fromNs: speedNs,
      toNs: speedNs + steadyNs,
      rateKbit: rate,
      formatting,
      pulsesPerGap: model.pulsesPerGap,
      microStep: state.microStep,
    },
    troubles,
  );
  return {
    pass,
    legs: [
      { durationNs: rampNs, toUm: place(speedUm), shape: "starting" },
      { durationNs: steadyNs, toUm: place(endUm), shape: "steady" },
      { durationNs: rampNs, toUm: place(endUm + rampUm), shape: "stopping" },
    ],
    tooShort: formatting && segmentsPerTrack > fitting,
  };
}

/** Segments that the drive makes indexes for on a track; drives that cannot measure know them by the length. */
export function segmentsToFormat({ model, medium, formatSegments, standard }: DriveState): number {
  if (model.calibratesLength) return formatSegments;
  return medium ? capacityOf(medium.type, standard) : 0;
}

/** A drive recognises what it was built for. */
function canRead({ model }: DriveState, { recording }: TapeMedium): boolean {
  return recording !== undefined && model.standards.includes(recording.standard);
}
