/** The motions that QIC-117 knows, as legs for the motor. Distances along a track count from its logical beginning. */

import {
  capacityOf,
  marginUm,
  recordingFormats,
  segmentTiming,
  usableUm,
} from "../medium/recording-format.js";
import type { TapeMedium } from "../medium/tape-medium.js";
import { type DriveState, latchError, standardInUse } from "./drive-state.js";
import { createTapePass, type TapePass } from "./tape-pass.js";
import type { Leg } from "./tape-path.js";
import type { TapeTroubles } from "./tape-troubles.js";
import type { DriveMotion, Transport } from "./transport.js";

const NsPerMs = 1e6;
const UmPerInch = 25_400;
/** How far into the blank tape at either end the holes are that tell a drive that the track is over, in segments. */
const RunOnSegments = 0.5;
/** Gaps that are counted in the blank tape when a skip begins at the logical end. */
const EndGaps = 2;

/** Counted for tests and the bench. */
export interface MotionCounters {
  /** Logical forward commands that moved the tape. */
  forwards: number;
  /** Forwards on a track on which the tape had been stopped before it was at its end. */
  repositions: number;
  pauses: number;
  stops: number;
  winds: number;
  skips: number;
  headSeeks: number;
}

export interface TapeMotions {
  /** The pass at data speed that goes on. */
  readonly pass: TapePass | undefined;
  readonly counters: Readonly<MotionCounters>;
  readonly atBeginning: boolean;
  readonly atEnd: boolean;
  /** Whether the logical beginning of the head's track is under the head. */
  readonly atLogicalBeginning: boolean;
  /** Breaks off whatever goes on, at once. */
  cut(): void;
  forward(command: number): void;
  stop(command: number): void;
  pause(command: number): void;
  wind(command: number, to: "beginning" | "end"): void;
  /** Positive: in the direction of the track. */
  skip(command: number, gaps: number): void;
  seekHead(command: number, track: number): void;
  /** Winds to the beginning; then `done`. */
  load(command: number, ms: number, done: () => void): void;
  /** The whole tape, there and back; then `done`. */
  traverse(command: number, motion: "burst" | "calibrate", done: () => void): void;
  /** Not ready for a while, tape standing. */
  wait(command: number, motion: DriveMotion, ms: number, done?: () => void): void;
}

export function createTapeMotions(
  state: DriveState,
  transport: Transport,
  troubles: TapeTroubles,
): TapeMotions {
  const { model, faults } = state;
  const { timings } = model;
  const rampNs = timings.rampMs * NsPerMs;
  const windUmPerNs = (model.windIps * UmPerInch) / 1e9;
  const counters: MotionCounters = {
    forwards: 0,
    repositions: 0,
    pauses: 0,
    stops: 0,
    winds: 0,
    skips: 0,
    headSeeks: 0,
  };
  let pass: TapePass | undefined;
  /** The track on which a pass was broken off. */
  let brokenOffTrack = -1;

  const tape = () => {
    const medium = state.medium!;
    const margin = marginUm(medium.type);
    const usable = usableUm(medium.type);
    const { pitchUm } = recordingFormats[standardInUse(state)];
    const runOn = RunOnSegments * recordingFormats[medium.type.standard].pitchUm;
    return { medium, margin, usable, pitchUm, lengthUm: usable + 2 * margin, runOn };
  };
  const backwards = () => state.head % 2 === 1;
  /** Place on the tape to place along the track, and back: the two are the same function. */
  const along = (um: number) => (backwards() ? tape().lengthUm - um : um);

  const windLeg = (fromUm: number, toUm: number): Leg => {
    const distance = Math.abs(toUm - fromUm);
    const durationNs = distance === 0 ? 0 : distance / windUmPerNs + rampNs;
    return { durationNs, toUm, shape: "steady" };
  };
  const waitLeg = (toUm: number, ms: number): Leg => ({
    durationNs: ms * NsPerMs,
    toUm,
    shape: "steady",
  });
  /** From whatever speed to standstill, as far as there is tape. */
  const stopLeg = (velocity: number, fromUm: number): Leg => {
    const toUm = fromUm + (velocity * rampNs) / 2;
    const length = state.medium ? tape().lengthUm : toUm;
    return {
      durationNs: velocity === 0 ? 0 : rampNs,
      toUm: Math.min(Math.max(toUm, 0), length),
      shape: "stopping",
    };
  };
  const endPass = () => {
    if (pass) brokenOffTrack = state.head;
    pass = undefined;
  };
  const begin = (motion: DriveMotion, command: number) => {
    endPass();
    return transport.prepare(motion, command);
  };

  const isAtBeginning = () =>
    state.medium !== undefined && transport.positionUm() <= tape().margin - tape().runOn;
  const isAtEnd = () => {
    if (state.medium === undefined) return false;
    const { margin, usable, runOn } = tape();
    return transport.positionUm() >= margin + usable + runOn;
  };

  const motions: TapeMotions = {
    get pass() {
      return transport.motion === "forward" ? pass : undefined;
    },
    counters,
    get atBeginning() {
      return isAtBeginning();
    },
    get atEnd() {
      return isAtEnd();
    },
    get atLogicalBeginning() {
      return backwards() ? isAtEnd() : isAtBeginning();
    },
    cut() {
      endPass();
      brokenOffTrack = -1;
      transport.halt();
    },
    forward(command) {
      const { medium, margin, usable, runOn, pitchUm } = tape();
      const timing = segmentTiming(standardInUse(state), state.rate)!;
      if (brokenOffTrack === state.head) counters.repositions++;
      brokenOffTrack = -1;
      counters.forwards++;
      const startNs = state.clock.nowNs;
      const from = along(transport.prepare("forward", command));
      const atSpeed = from + (timing.umPerNs * rampNs) / 2;
      const end = Math.max(atSpeed, margin + usable + runOn);
      const steadyNs = (end - atSpeed) / timing.umPerNs;
      const struck = faults.strikes("stretch", { track: state.head });
      const stretch = struck ? 1 + Number(struck.ppm) / 1e6 : 1;
      const formatting = state.mode === "format";
      const segmentsPerTrack = formatting
        ? segmentsToFormat(state)
        : (medium.recording?.segmentsPerTrack ?? 0);
      const fitting = Math.floor((end - margin * stretch) / (pitchUm * stretch));
      const track = state.head + state.headOffset;
      pass = createTapePass(
        {
          medium,
          track,
          readable: canRead(state, medium) && track >= 0 && (track - state.head) % 2 === 0,
          segmentsPerTrack,
          segments: Math.min(segmentsPerTrack, fitting),
          timing,
          zeroNs: Math.round(startNs + rampNs + (margin * stretch - atSpeed) / timing.umPerNs),
          stretch,
          fromNs: startNs + rampNs,
          toNs: startNs + rampNs + steadyNs,
          rateKbit: state.rate,
          formatting,
          pulsesPerGap: model.pulsesPerGap,
          microStep: state.microStep,
        },
        troubles,
      );
      transport.run({
        motion: "forward",
        command,
        legs: [
          { durationNs: rampNs, toUm: along(atSpeed), shape: "starting" },
          { durationNs: steadyNs, toUm: along(end), shape: "steady" },
          stopLegOf(timing.umPerNs, end),
        ],
        onEnd() {
          pass = undefined;
          medium.sync();
          if (formatting && segmentsPerTrack > fitting) latchError(state, 18, command);
        },
      });
      function stopLegOf(umPerNs: number, at: number): Leg {
        return { durationNs: rampNs, toUm: along(at + (umPerNs * rampNs) / 2), shape: "stopping" };
      }
    },
    stop(command) {
      const velocity = transport.velocity();
      if (velocity !== 0) counters.stops++;
      const from = begin("stop", command);
      transport.run({ motion: "stop", command, legs: [stopLeg(velocity, from)] });
    },
    pause(command) {
      const velocity = transport.velocity();
      const ran = pass !== undefined;
      if (velocity !== 0) counters.pauses++;
      const from = begin("pause", command);
      const stopped = stopLeg(velocity, from);
      const back = ran ? timings.pauseSegments * tape().pitchUm : 0;
      const to = along(Math.max(0, along(stopped.toUm) - back));
      transport.run({ motion: "pause", command, legs: [stopped, windLeg(stopped.toUm, to)] });
    },
    wind(command, end) {
      counters.winds++;
      const from = begin("wind", command);
      const to = end === "beginning" ? 0 : tape().lengthUm;
      if (from !== to) brokenOffTrack = -1;
      transport.run({ motion: "wind", command, legs: [windLeg(from, to)] });
    },
    skip(command, gaps) {
      counters.skips++;
      const { margin, usable, pitchUm, lengthUm, runOn } = tape();
      const from = along(begin("skip", command));
      const segments = Math.round(usable / pitchUm);
      const atLogicalEnd = from >= margin + usable + runOn;
      const here = atLogicalEnd
        ? segments - 1 + EndGaps
        : Math.max(-1, Math.floor((from - margin) / pitchUm));
      let to =
        gaps > 0
          ? margin + (here + gaps + timings.overshootForward) * pitchUm
          : margin + (here + 1 + gaps - timings.overshootReverse) * pitchUm;
      if (to <= margin - runOn) to = 0;
      if (to >= margin + usable + runOn) to = lengthUm;
      transport.run({
        motion: "skip",
        command,
        legs: [windLeg(from, to), waitLeg(to, 0)].map(onTape),
      });
      function onTape(leg: Leg): Leg {
        return { ...leg, toUm: along(leg.toUm) };
      }
    },
    seekHead(command, track) {
      counters.headSeeks++;
      const um = begin("head", command);
      const ms = timings.headSeekMs + timings.headStepMs * Math.abs(track - state.head);
      const struck = faults.strikes("headOffTrack", { track, command });
      if (track !== state.head) brokenOffTrack = -1;
      state.head = track;
      state.headOffset = struck ? Number(struck.tracks) : 0;
      state.microStep = 0;
      transport.run({ motion: "head", command, legs: [waitLeg(um, ms)] });
    },
    load(command, ms, done) {
      const from = begin("load", command);
      brokenOffTrack = -1;
      transport.run({
        motion: "load",
        command,
        legs: [windLeg(from, 0), waitLeg(0, ms)],
        onEnd: done,
      });
    },
    traverse(command, motion, done) {
      const from = begin(motion, command);
      brokenOffTrack = -1;
      const { lengthUm } = tape();
      transport.run({
        motion,
        command,
        legs: [windLeg(from, lengthUm), windLeg(lengthUm, 0)],
        onEnd: done,
      });
    },
    wait(command, motion, ms, done = () => {}) {
      const velocity = transport.velocity();
      const from = begin(motion, command);
      const stopped = stopLeg(velocity, from);
      transport.run({ motion, command, legs: [stopped, waitLeg(stopped.toUm, ms)], onEnd: done });
    },
  };
  return motions;
}

/** A drive recognises what it was built for. */
function canRead({ model }: DriveState, { recording }: TapeMedium): boolean {
  return recording !== undefined && model.standards.includes(recording.standard);
}

/** Segments that the drive makes indexes for on a track; drives that cannot measure know them by the length. */
export function segmentsToFormat(state: DriveState): number {
  const { model, medium, formatSegments, standard } = state;
  if (model.calibratesLength) return formatSegments;
  return medium ? capacityOf(medium.type, standard) : 0;
}
