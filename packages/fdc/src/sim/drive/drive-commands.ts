/** What the commands of QIC-117 do, once they are admitted. */
import { capacityOf, segmentTiming, tracksOf } from "../medium/recording-format.js";
import {
  type DriveState,
  headHome,
  isProtected,
  latchError,
  recogniseStandard,
  standardInUse,
} from "./drive-state.js";
import { segmentsToFormat } from "./forward-motion.js";
import { selectRate, selectRateOrFormat } from "./rate-selection.js";
import type { TapeMotions } from "./tape-motions.js";

export interface CommandTargets {
  readonly state: DriveState;
  readonly motions: TapeMotions;
  /** Command 5. */
  setTrainGap(factor: number): void;
  /** Reference bursts are found, or not. */
  loaded(): void;
  /** Command 52. */
  loadOrUnload(): void;
}

/** Performs a command; returns an error code, 0: none. Unknown codes and reports do nothing. */
export function perform(targets: CommandTargets, code: number, parameter: number): number {
  const { state, motions } = targets;
  switch (code) {
    case 3:
      motions.pause(code);
      return 0;
    case 4:
      state.microStep = nextMicroStep(state.microStep);
      motions.pause(code);
      return 0;
    case 5:
      targets.setTrainGap(parameter + 1);
      return 0;
    case 10:
      return forward(targets, code);
    case 11:
      motions.wind(code, "beginning");
      return 0;
    case 12:
      motions.wind(code, "end");
      return 0;
    case 13:
      return seekHead(targets, code, parameter);
    case 14:
      headHome(state);
      motions.load(code, state.model.timings.loadMs, targets.loaded);
      return 0;
    case 15:
      return enterFormatMode(state);
    case 16:
      return writeReferenceBursts(targets, code);
    case 17:
      state.mode = "verify";
      return 0;
    case 18:
      motions.stop(code);
      return 0;
    case 21:
    case 22:
      state.microStep = Math.max(-1, Math.min(1, state.microStep + (code === 21 ? 1 : -1)));
      return 0;
    case 25:
    case 34:
      motions.skip(code, -(parameter + 1));
      return 0;
    case 26:
    case 35:
      motions.skip(code, parameter + 1);
      return 0;
    case 27:
      return selectRateOrFormat(state, parameter) ? 0 : 31;
    case 30:
      state.mode = "primary";
      state.diagnostic = 0;
      return 0;
    case 36:
      return calibrate(targets, code);
    case 38:
      state.formatSegments = parameter;
      return 0;
    case 50:
      return selectRate(state, parameter * 1000) ? 0 : 31;
    case 52:
      targets.loadOrUnload();
      return 0;
    case 53:
      state.locked = !state.locked;
      return 0;
    case 55:
      state.partition = parameter & 3;
      motions.wait(code, "load", state.model.timings.loadMs);
      return 0;
    default:
      return 0;
  }
}

/** The head is moved off the middle of its track one way, then the other. */
function nextMicroStep(step: number): number {
  return step === 0 ? 1 : step === 1 ? -1 : 0;
}

function forward({ state, motions }: CommandTargets, code: number): number {
  if (segmentTiming(standardInUse(state), state.rate) === undefined) return 31;
  if (state.mode === "format" && !(segmentsToFormat(state) > 0 && motions.atLogicalBeginning))
    return 17;
  motions.forward(code);
  return 0;
}

function seekHead({ state, motions }: CommandTargets, code: number, track: number): number {
  if (track >= tracksOf(state.medium!.type, standardInUse(state))) return 7;
  motions.seekHead(code, track);
  return 0;
}

function enterFormatMode(state: DriveState): number {
  if (!state.model.canFormat || !state.model.writes.includes(state.standard)) return 43;
  state.mode = "format";
  return 0;
}

function writeReferenceBursts({ state, motions }: CommandTargets, code: number): number {
  motions.traverse(code, "burst", () => {
    if (state.medium === undefined || isProtected(state)) return;
    state.medium.writeReferenceBursts();
    state.referenced = true;
    headHome(state);
  });
  return 0;
}

function calibrate({ state, motions }: CommandTargets, code: number): number {
  motions.traverse(code, "calibrate", () => {
    if (state.medium) state.formatSegments = capacityOf(state.medium.type, state.standard);
  });
  return 0;
}

/** The cartridge is at its load point, its bursts were looked for. */
export function recogniseCartridge(state: DriveState): void {
  const { medium, model } = state;
  if (medium === undefined) return;
  const standard = medium.recording?.standard ?? medium.type.standard;
  const known = model.standards.includes(standard);
  state.referenced = medium.referenced && known;
  if (!known) latchError(state, 34, 14);
  recogniseStandard(state);
}
