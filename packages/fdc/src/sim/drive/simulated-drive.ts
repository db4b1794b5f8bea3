import type { SectorId } from "@floppytape/qic-format";
import type { CableDrive, CableOperation, SectorMark } from "../cable.js";
import { type Faults, NoFaults } from "../faults/faults.js";
import { marginUm, tracksOf, usableUm } from "../medium/recording-format.js";
import { MediumFlag, type TapeMedium } from "../medium/tape-medium.js";
import type { VirtualClock } from "../virtual-clock.js";
import { createCommandProcessor } from "./command-processor.js";
import { recogniseCartridge } from "./drive-commands.js";
import type { DriveModel } from "./drive-model.js";
import {
  createDriveState,
  type DriveMode,
  type DriveState,
  isProtected,
  latchError,
} from "./drive-state.js";
import { driveModels } from "./models.js";
import { createTapeMotions, type MotionCounters } from "./tape-motions.js";
import type { TapePass } from "./tape-pass.js";
import { createTapeTroubles } from "./tape-troubles.js";
import { createTransport, type DriveMotion } from "./transport.js";

export interface SimulatedDriveOptions {
  clock: VirtualClock;
  /** Default: Colorado DJ-20. */
  model?: DriveModel;
  faults?: Faults;
  /** Decides the chances of weak sectors; default 1. */
  seed?: number;
  /** In the drive at power-on: loaded, and not new. */
  medium?: TapeMedium | undefined;
}

export interface DriveCounters extends MotionCounters {
  /** Metres of tape that ran past the head, however fast. */
  readonly metres: number;
}

/** A QIC-117 drive at the end of the cable, and a hand on it. */
export interface SimulatedDrive extends CableDrive {
  readonly model: DriveModel;
  readonly medium: TapeMedium | undefined;
  /** Puts a cartridge in; the drive loads it by itself. One that was in is taken out. */
  insert(medium: TapeMedium): void;
  /** Takes the cartridge out, whatever goes on. */
  eject(): void;
  /** Lets the drive see a write-protected cartridge whatever its tab says. */
  setWriteProtect(on: boolean): void;
  readonly motion: DriveMotion;
  readonly mode: DriveMode;
  readonly ready: boolean;
  readonly selected: boolean;
  readonly error: number;
  /** Tape track under the head. */
  readonly head: number;
  readonly microStep: number;
  readonly rate: number;
  /** Micrometres of tape from its physical beginning to the head. */
  readonly positionUm: number;
  /** The same as a share, 0 to 1. */
  readonly position: number;
  readonly counters: DriveCounters;
}

export function createSimulatedDrive(options: SimulatedDriveOptions): SimulatedDrive {
  const { clock, model = driveModels["colorado-dj20"], faults = NoFaults, seed = 1 } = options;
  const state: DriveState = createDriveState(model, clock, faults);
  let lineSelected = false;
  /** The pass at data speed that goes on: asked for at every sector. */
  let pass: TapePass | undefined;

  const transport = createTransport(state, {
    changed() {
      pass = motions.pass;
      drive.changed();
    },
    ejected: () => eject(),
  });
  const motions = createTapeMotions(state, transport, createTapeTroubles(faults, seed));
  const processor = createCommandProcessor({
    state,
    transport,
    motions,
    loaded: () => recogniseCartridge(state),
    loadOrUnload,
    eject,
    insert,
  });

  function eject() {
    const { medium } = state;
    if (medium === undefined) return;
    if (transport.busy) latchError(state, 2, processor.lastCommand);
    motions.cut();
    state.medium = undefined;
    state.isNew = false;
    state.referenced = false;
    state.broken = 0;
    state.formatSegments = 0;
    medium.sync();
    drive.changed();
  }
  function insert(medium: TapeMedium) {
    eject();
    state.medium = medium;
    state.isNew = true;
    transport.place(marginUm(medium.type));
    motions.load(14, model.timings.autoloadMs, () => recogniseCartridge(state));
  }
  function loadOrUnload() {
    const { medium } = state;
    if (medium === undefined) {
      if (unloaded) insert(unloaded);
      return;
    }
    eject();
    unloaded = medium;
  }
  /** The cartridge that lies in the open door of a loader. */
  let unloaded: TapeMedium | undefined;

  const lengthUm = () =>
    state.medium ? usableUm(state.medium.type) + 2 * marginUm(state.medium.type) : 0;

  const drive: SimulatedDrive = {
    model,
    changed() {},
    lines(selected, motor) {
      lineSelected = selected;
      processor.motorLine(motor);
    },
    step() {
      if (lineSelected) processor.pulse();
    },
    get trackZero() {
      return lineSelected && processor.answerLine();
    },
    get writeProtected() {
      return isProtected(state);
    },
    next(fromNs: number, rateKbit: number, wanted?: SectorId, operation?: CableOperation) {
      return pass?.next(fromNs, rateKbit, wanted, operation ?? (wanted ? "read" : "read-id"));
    },
    readSector({ place, dataCrcGood }, into, offset) {
      state.medium?.readSector(place >>> 5, place & 31, into, offset);
      if (!dataCrcGood) damage(into, offset);
      const corruption = pass?.corruptionOf(place);
      if (corruption === undefined) return;
      const end = Math.min(1024, corruption.offset + corruption.bytes);
      for (let i = corruption.offset; i < end; i++) into[offset + i]! ^= corruption.xor;
    },
    writeSector({ place }: SectorMark, bytes, offset, deleted) {
      if (canRecord(state))
        state.medium?.writeSector(place >>> 5, place & 31, bytes, offset, deleted);
    },
    spoilSector({ place }: SectorMark) {
      const { medium } = state;
      if (!medium || !canRecord(state)) return;
      const [segment, sector] = [place >>> 5, place & 31];
      const flags = medium.flagsOf(segment)?.[sector] ?? 0;
      medium.flag(segment, sector, flags | MediumFlag.CrcError);
    },
    formatSegment(fromNs, ids, filler) {
      if (pass === undefined || !pass.plan.formatting || !canRecord(state)) return;
      const position = pass.segmentAt(fromNs);
      const { segments, segmentsPerTrack, track, medium } = pass.plan;
      if (position < 0 || position >= segments) return;
      // A head that has missed its track may be beside the recorded ones: nothing there is ever read.
      if (track < 0 || track >= tracksOf(medium.type, state.standard)) return;
      medium.formatSegment(
        { standard: state.standard, segmentsPerTrack },
        track * segmentsPerTrack + position,
        ids,
        filler,
      );
    },
    get medium() {
      return state.medium;
    },
    insert(medium) {
      unloaded = undefined;
      insert(medium);
    },
    eject,
    setWriteProtect(on) {
      state.forcedProtect = on;
    },
    get motion() {
      return transport.motion;
    },
    get mode() {
      return state.mode;
    },
    get ready() {
      return processor.ready;
    },
    get selected() {
      return processor.selected;
    },
    get error() {
      return state.error;
    },
    get head() {
      return state.head;
    },
    get microStep() {
      return state.microStep;
    },
    get rate() {
      return state.rate;
    },
    get positionUm() {
      return transport.positionUm();
    },
    get position() {
      const length = lengthUm();
      return length === 0 ? 0 : transport.positionUm() / length;
    },
    get counters() {
      return { ...motions.counters, metres: transport.metres };
    },
  };
  if (options.medium) {
    state.medium = options.medium;
    recogniseCartridge(state);
  }
  return drive;
}

function canRecord(state: DriveState): boolean {
  const { medium, model, mode, standard } = state;
  if (medium === undefined || isProtected(state)) return false;
  return model.writes.includes(
    mode === "format" ? standard : (medium.recording?.standard ?? standard),
  );
}

/** What comes from a sector with a wrong CRC is not what was written. */
function damage(into: Uint8Array, offset: number): void {
  for (let i = 37; i < 1024; i += 251) into[offset + i]! ^= 0x41;
}
