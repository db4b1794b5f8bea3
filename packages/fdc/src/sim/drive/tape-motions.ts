/** The motions that QIC-117 knows, as legs for the motor. */
import { type DriveState, latchError } from "./drive-state.js";
import { planForward } from "./forward-motion.js";
import { alongTrack, tapeExtent } from "./tape-extent.js";
import type { TapePass } from "./tape-pass.js";
import type { Leg } from "./tape-path.js";
import type { TapeTroubles } from "./tape-troubles.js";
import type { DriveMotion, Transport } from "./transport.js";

const NsPerMs = 1e6;
const UmPerInch = 25_400;
/** Gaps that are counted in the blank tape when a skip begins at the logical end. */
const EndGaps = 2;

/** Counted for tests and the bench. */
export interface MotionCounters {
  /** Logical forward commands that moved the tape. */
  forwards: number;
  /** Forwards on a track on which a pass had been broken off, without a wind in between. */
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
  /** Whether the head is at the logical beginning of its track. */
  readonly atLogicalBeginning: boolean;
  /** Breaks off whatever goes on, at once. */
  cut(): void;
  /** All others need a cartridge in the drive. */
  forward(command: number): void;
  stop(command: number): void;
  pause(command: number): void;
  wind(command: number, to: "beginning" | "end"): void;
  /** Positive: in the direction of the track. */
  skip(command: number, gaps: number): void;
  seekHead(command: number, track: number): void;
  /** Winds to the beginning and waits; then `done`. */
  load(command: number, ms: number, done: () => void): void;
  /** The whole tape, there and back; then `done`. */
  traverse(command: number, motion: "burst" | "calibrate", done: () => void): void;
  /** Comes to a stop and is not ready for a while; needs no cartridge. */
  wait(command: number, motion: DriveMotion, ms: number): void;
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

  const extentNow = () => tapeExtent(state, state.medium!);
  const windLeg = (fromUm: number, toUm: number): Leg => {
    const distance = Math.abs(toUm - fromUm);
    const durationNs = distance === 0 ? 0 : distance / windUmPerNs + rampNs;
    return { durationNs, toUm, shape: "steady" };
  };
  const waitLeg = (toUm: number, ms: number): Leg => {
    return { durationNs: ms * NsPerMs, toUm, shape: "steady" };
  };
  /** From whatever speed to standstill, as far as there is tape. */
  const stopLeg = (velocity: number, fromUm: number): Leg => {
    if (velocity === 0 || state.medium === undefined) return waitLeg(fromUm, 0);
    const toUm = fromUm + (velocity * rampNs) / 2;
    const onTape = Math.min(Math.max(toUm, 0), extentNow().lengthUm);
    return { durationNs: rampNs, toUm: onTape, shape: "stopping" };
  };
  const endPass = () => {
    if (pass === undefined) return;
    pass.plan.medium.sync();
    brokenOffTrack = state.head;
    pass = undefined;
  };
  const begin = (motion: DriveMotion, command: number) => {
    endPass();
    return transport.prepare(motion, command);
  };
  const isAtBeginning = () =>
    state.medium !== undefined && transport.positionUm() <= extentNow().beginningUm;
  const isAtEnd = () => state.medium !== undefined && transport.positionUm() >= extentNow().endUm;

  return {
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
      return state.head % 2 === 1 ? isAtEnd() : isAtBeginning();
    },
    cut() {
      endPass();
      brokenOffTrack = -1;
      transport.halt();
    },
    forward(command) {
      if (brokenOffTrack === state.head) counters.repositions++;
      brokenOffTrack = -1;
      counters.forwards++;
      const fromUm = transport.prepare("forward", command);
      const plan = planForward(state, state.medium!, fromUm, troubles);
      pass = plan.pass;
      transport.run({
        motion: "forward",
        command,
        legs: plan.legs,
        onEnd() {
          pass = undefined;
          plan.pass.plan.medium.sync();
          if (plan.tooShort) latchError(state, 18, command);
        },
      });
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
      const stopped = stopLeg(velocity, begin("pause", command));
      const extent = extentNow();
      const back = ran ? timings.pauseSegments * extent.pitchUm : 0;
      const along = alongTrack(state, extent, stopped.toUm) - back;
      const to = alongTrack(state, extent, Math.max(0, along));
      transport.run({ motion: "pause", command, legs: [stopped, windLeg(stopped.toUm, to)] });
    },
    wind(command, end) {
      counters.winds++;
      const velocity = transport.velocity();
      const stopped = stopLeg(velocity, begin("wind", command));
      const to = end === "beginning" ? 0 : extentNow().lengthUm;
      brokenOffTrack = -1;
      transport.run({ motion: "wind", command, legs: [stopped, windLeg(stopped.toUm, to)] });
    },
    skip(command, gaps) {
      counters.skips++;
      const from = begin("skip", command);
      const extent = extentNow();
      const to = alongTrack(state, extent, skipTarget(alongTrack(state, extent, from), gaps));
      transport.run({ motion: "skip", command, legs: [windLeg(from, to)] });
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
    load(command, ms, onEnd) {
      const velocity = transport.velocity();
      const stopped = stopLeg(velocity, begin("load", command));
      brokenOffTrack = -1;
      const legs = [stopped, windLeg(stopped.toUm, 0), waitLeg(0, ms)];
      transport.run({ motion: "load", command, legs, onEnd });
    },
    traverse(command, motion, onEnd) {
      const from = begin(motion, command);
      brokenOffTrack = -1;
      const { lengthUm } = extentNow();
      const legs = [windLeg(from, lengthUm), windLeg(lengthUm, 0)];
      transport.run({ motion, command, legs, onEnd });
    },
    wait(command, motion, ms) {
      const velocity = transport.velocity();
      const stopped = stopLeg(velocity, begin(motion, command));
      transport.run({ motion, command, legs: [stopped, waitLeg(stopped.toUm, ms)] });
    },
  };

  /** Where a skip ends, along the track: so many gaps on, and what the drive coasts. */
  function skipTarget(from: number, gaps: number): number {
    const { firstUm, lastUm, pitchUm, beginningUm, endUm, lengthUm } = extentNow();
    const segments = Math.round((lastUm - firstUm) / pitchUm);
    const here =
      from >= endUm ? segments - 1 + EndGaps : Math.max(-1, Math.floor((from - firstUm) / pitchUm));
    const gap = gaps > 0 ? here + gaps : here + 1 + gaps;
    const coasted = gaps > 0 ? gap + timings.overshootForward : gap - timings.overshootReverse;
    const to = firstUm + coasted * pitchUm;
    if (to <= beginningUm) return 0;
    return to >= endUm ? lengthUm : to;
  }
}
