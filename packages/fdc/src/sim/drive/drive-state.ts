/** What a simulated drive remembers, and the questions that several of its parts ask. */
import type { QicStandard } from "@floppytape/qic-format";
import type { Faults } from "../faults/faults.js";
import type { TapeMedium } from "../medium/tape-medium.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { DriveModel } from "./drive-model.js";

export type DriveMode = "primary" | "format" | "verify";

export interface DriveState {
  readonly model: DriveModel;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  /** The cartridge in the drive. */
  medium: TapeMedium | undefined;
  /** Seen as write-protected, whatever the tab says. */
  forcedProtect: boolean;
  /** The "new cartridge" bit. */
  isNew: boolean;
  referenced: boolean;
  error: number;
  /** Code of the command that met the error. */
  errorCommand: number;
  mode: DriveMode;
  /** 0: none. */
  diagnostic: 0 | 1 | 2;
  rate: number;
  /** What a format would record. */
  standard: QicStandard;
  /** Segments a track for formatting: calibrated or told; 0: unknown. */
  formatSegments: number;
  /** Tape track under the head, as the drive believes. */
  head: number;
  /** How many tracks it errs. */
  headOffset: number;
  /** -1, 0 or 1. */
  microStep: number;
  /** Error code of a broken tape; 0: whole. */
  broken: number;
  /** Loader of a Ditto Max. */
  locked: boolean;
  partition: number;
}

export function createDriveState(
  model: DriveModel,
  clock: VirtualClock,
  faults: Faults,
): DriveState {
  return {
    model,
    clock,
    faults,
    medium: undefined,
    forcedProtect: false,
    isNew: false,
    referenced: false,
    error: model.powerOnError,
    errorCommand: model.powerOnError === 0 ? 0 : 1,
    mode: "primary",
    diagnostic: 0,
    rate: model.defaultRate,
    standard: model.standards.at(-1)!,
    formatSegments: 0,
    head: 0,
    headOffset: 0,
    microStep: 0,
    broken: 0,
    locked: false,
    partition: 0,
  };
}

/** The head goes to track 0 and finds it, wherever it was before. */
export function headHome(state: DriveState): void {
  state.head = 0;
  state.headOffset = 0;
}

/** Keeps the first error until it is reported. */
export function latchError(state: DriveState, code: number, command: number): void {
  if (state.error !== 0) return;
  state.error = code;
  state.errorCommand = command;
}

export function isProtected({ medium, forcedProtect }: DriveState): boolean {
  return medium !== undefined && (medium.writeProtected || forcedProtect);
}

/** The standard of what is on the tape, or would be put on it in format mode. */
export function standardInUse({ mode, medium, standard }: DriveState): QicStandard {
  return mode === "format" ? standard : (medium?.recording?.standard ?? standard);
}

/** What a drive makes of a cartridge: what is recorded, what it is sold for, or what the drive can. */
export function recogniseStandard(state: DriveState): void {
  const { medium, model } = state;
  if (medium === undefined) return;
  const candidates = [medium.recording?.standard, medium.type.standard];
  state.standard =
    candidates.find((standard) => standard !== undefined && model.standards.includes(standard)) ??
    model.standards.at(-1)!;
}
