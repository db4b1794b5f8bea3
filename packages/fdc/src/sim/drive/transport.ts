/** The motor: one motion at a time, with the mishaps that motions have. */

import { type DriveState, latchError } from "./drive-state.js";
import { createTapePath, type Leg, type TapePath } from "./tape-path.js";

/** What a drive is doing, as fault scripts name it. */
export type DriveMotion =
  | "none"
  | "forward"
  | "wind"
  | "skip"
  | "pause"
  | "stop"
  | "head"
  | "load"
  | "burst"
  | "calibrate"
  | "reset";

/** Must not be interrupted by other motions. */
const nonInterruptible: ReadonlySet<DriveMotion> = new Set<DriveMotion>([
  "pause",
  "stop",
  "skip",
  "load",
  "burst",
  "calibrate",
  "reset",
]);

export interface MotionPlan {
  readonly motion: DriveMotion;
  /** Code of the command that asked for it. */
  readonly command: number;
  readonly legs: readonly Leg[];
  /** The motion has come to its end; the drive is ready from now on. */
  onEnd?(): void;
}

export interface Transport {
  readonly motion: DriveMotion;
  /** Not ready. */
  readonly busy: boolean;
  readonly highSpeed: boolean;
  readonly nonInterruptible: boolean;
  /** Micrometres from the physical beginning of the tape, now. */
  positionUm(): number;
  /** Micrometres per nanosecond, now; positive towards the end. */
  velocity(): number;
  /** Ends what goes on; where the tape is when the new motion begins: it may have slipped. */
  prepare(motion: DriveMotion, command: number): number;
  /** Begins a motion from where `prepare` left the tape. */
  run(plan: MotionPlan): void;
  /** Stands still at once, wherever it is. */
  halt(): void;
  /** Another cartridge: the tape is here. */
  place(um: number): void;
  /** Metres of tape that ran past the head. */
  readonly metres: number;
}

export interface TransportEvents {
  /** A motion has begun or ended. */
  changed(): void;
  /** The cartridge is pulled out while the tape runs. */
  ejected(): void;
}

const NsPerMs = 1e6;
/** A broken tape is noticed by the hole sensor, before a shorter motion is over. */
const BreakNoticedMs = 400;

export function createTransport(state: DriveState, events: TransportEvents): Transport {
  const { clock, faults, model } = state;
  let motion: DriveMotion = "none";
  let restUm = 0;
  let path: TapePath | undefined;
  let plan: MotionPlan | undefined;
  let passedUm = 0;
  let mishap: () => void = () => {};
  const mishapDue = clock.alarm(() => mishap());
  const ended = clock.alarm(() => end());

  const rest = () => {
    ended.cancel();
    mishapDue.cancel();
    if (path) {
      restUm = path.positionUm(clock.nowNs);
      passedUm += path.travelledUm(clock.nowNs);
    }
    path = undefined;
    plan = undefined;
    motion = "none";
  };
  const end = () => {
    const done = plan;
    const stuck = done && faults.strikes("notReadyStuck", placeOf(done));
    rest();
    if (done && stuck) {
      const ms = stuck.ms === undefined ? Number.POSITIVE_INFINITY : Number(stuck.ms);
      motion = done.motion;
      plan = done;
      if (ms !== Number.POSITIVE_INFINITY) {
        mishap = () => {
          rest();
          done.onEnd?.();
          events.changed();
        };
        mishapDue.set(clock.nowNs + ms * NsPerMs);
      }
    } else done?.onEnd?.();
    events.changed();
  };
  const placeOf = ({ motion, command }: Pick<MotionPlan, "motion" | "command">) => ({
    motion,
    command,
    track: state.head,
  });

  const fail = (afterMs: number, code: number, { command }: MotionPlan) => {
    mishap = () => {
      rest();
      latchError(state, code, command);
      events.changed();
    };
    mishapDue.set(clock.nowNs + afterMs * NsPerMs);
  };
  const haveMishaps = (next: MotionPlan) => {
    const place = placeOf(next);
    const broken = faults.strikes("brokenTape", place);
    if (broken) state.broken = Number(broken.error);
    const stalled = faults.strikes("motorStall", place);
    const ejected = faults.strikes("ejectDuring", place);
    if (state.broken !== 0) {
      const halfMs = (path!.endNs - clock.nowNs) / NsPerMs / 2;
      fail(Math.min(BreakNoticedMs, halfMs), state.broken, next);
    } else if (stalled) fail(Number(stalled.afterMs), Number(stalled.error), next);
    else if (ejected) {
      mishap = () => events.ejected();
      mishapDue.set(clock.nowNs + Number(ejected.afterMs) * NsPerMs);
    }
  };

  return {
    get motion() {
      return motion;
    },
    get busy() {
      return motion !== "none";
    },
    get highSpeed() {
      return motion === "wind" || motion === "skip";
    },
    get nonInterruptible() {
      return nonInterruptible.has(motion);
    },
    positionUm: () => path?.positionUm(clock.nowNs) ?? restUm,
    velocity: () => path?.velocity(clock.nowNs) ?? 0,
    prepare(motion, command) {
      rest();
      const slip = movesTape(motion) && faults.strikes("tapeSlip", placeOf({ motion, command }));
      if (slip) restUm = Math.max(0, restUm + Number(slip.um));
      return restUm;
    },
    run(next) {
      const settle: Leg = {
        durationNs: model.timings.settleMs * NsPerMs,
        toUm: next.legs.at(-1)?.toUm ?? restUm,
        shape: "steady",
      };
      plan = next;
      motion = next.motion;
      path = createTapePath(clock.nowNs, restUm, [...next.legs, settle]);
      ended.set(Math.ceil(path.endNs));
      if (movesTape(motion)) haveMishaps(next);
      events.changed();
    },
    halt() {
      if (motion === "none") return;
      rest();
      events.changed();
    },
    place(um) {
      rest();
      restUm = um;
    },
    get metres() {
      return (passedUm + (path?.travelledUm(clock.nowNs) ?? 0)) / 1e6;
    },
  };
}

function movesTape(motion: DriveMotion): boolean {
  return motion !== "head" && motion !== "reset";
}
