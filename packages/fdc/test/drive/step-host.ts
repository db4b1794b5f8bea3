/** A host reduced to its two wires: step pulses out, the track 0 line back. */
import type { SectorId } from "@floppytape/qic-format";
import {
  createSimulatedDrive,
  createVirtualClock,
  type DriveModel,
  driveModels,
  type Faults,
  type SectorMark,
  type SimulatedDrive,
  type TapeMark,
  type TapeMedium,
  type VirtualClock,
} from "../../src/sim/index.js";

export const ms = 1e6;
export const second = 1e9;

export interface HostOptions {
  model?: DriveModel;
  medium?: TapeMedium | undefined;
  faults?: Faults;
  /** Wake the drive and read its power-on error. Default true. */
  awake?: boolean;
}

export interface StepHost {
  readonly clock: VirtualClock;
  readonly drive: SimulatedDrive;
  /** Sends a train and waits until it has ended. */
  send(pulses: number): void;
  /** A command with its parameters, each as it is sent less two. */
  command(code: number, ...parameters: number[]): void;
  /** The answer of a report, undefined when none comes or its stop bit is missing. */
  report(code: number, bits: number): number | undefined;
  status(): number;
  /** Error code and failing command. */
  error(): [code: number, command: number];
  wake(): void;
  wait(ms: number): void;
  /** Lets time pass until the drive is ready; how many ms it took. */
  ready(limitMs?: number): number;
  /** Every mark until `untilNs` or the end of the pass, at a data rate. */
  marks(untilNs: number, rateKbit: number): TapeMark[];
  /** The next sector that can be recognised. */
  readId(rateKbit?: number): SectorMark | undefined;
  /** Waits for a sector like a controller: up to the second index. */
  find(id: SectorId, operation?: "read" | "write", rateKbit?: number): SectorMark | undefined;
}

export function createStepHost(options: HostOptions = {}): StepHost {
  const { model = driveModels["colorado-dj20"], medium, faults, awake = true } = options;
  const clock = createVirtualClock();
  const drive = createSimulatedDrive({ clock, model, medium, ...(faults ? { faults } : {}) });
  drive.lines(true, false);

  const pulses = (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.advance(2 * ms);
      drive.step();
    }
  };
  const host: StepHost = {
    clock,
    drive,
    send(count) {
      pulses(count);
      clock.advance(3 * ms);
    },
    command(code, ...parameters) {
      host.send(code);
      for (const parameter of parameters) host.send(parameter + 2);
    },
    report(code, bits) {
      host.send(code);
      if (!drive.trackZero) return undefined;
      let value = 0;
      for (let bit = 0; bit < bits; bit++) {
        pulses(2);
        if (drive.trackZero) value += 2 ** bit;
        clock.advance(3 * ms);
      }
      pulses(2);
      const stopped = drive.trackZero;
      clock.advance(3 * ms);
      host.send(2);
      return stopped ? value : undefined;
    },
    status: () => host.report(6, 8) ?? -1,
    error() {
      const word = host.report(7, 16) ?? -1;
      return [word & 0xff, word >> 8];
    },
    wake() {
      if (model.wakeUp === "colorado") host.command(46, 0);
      if (model.wakeUp === "mountain") host.command(23, 18);
      if (model.wakeUp === "insight") drive.lines(true, true);
    },
    wait: (duration) => clock.advance(duration * ms),
    ready(limitMs = 2_000_000) {
      const from = clock.nowNs;
      clock.runUntil(() => drive.ready, limitMs * ms);
      return (clock.nowNs - from) / ms;
    },
    marks(untilNs, rateKbit) {
      const found: TapeMark[] = [];
      for (let at = clock.nowNs; ; ) {
        const mark = drive.next(at, rateKbit);
        if (mark === undefined || mark.atNs > untilNs) return found;
        found.push(mark);
        at = mark.atNs + 1;
      }
    },
    readId(rateKbit = drive.rate) {
      for (let at = clock.nowNs; ; ) {
        const mark = drive.next(at, rateKbit);
        if (mark === undefined) return undefined;
        clock.advance(mark.atNs - clock.nowNs);
        if (mark.kind === "sector") return mark;
        at = mark.atNs + 1;
      }
    },
    find(id, operation = "read", rateKbit = drive.rate) {
      let indexes = 0;
      for (let at = clock.nowNs; indexes < 2; ) {
        const mark = drive.next(at, rateKbit, id, operation);
        if (mark === undefined) return undefined;
        at = mark.atNs + 1;
        clock.advance(at - clock.nowNs);
        if (mark.kind === "index") indexes++;
        else if (mark.id.record === id.record && mark.id.cylinder === id.cylinder)
          if (mark.id.head === id.head) {
            clock.advance(mark.endNs - clock.nowNs);
            return mark;
          }
      }
      return undefined;
    },
  };
  if (awake) {
    host.wake();
    host.error();
  }
  return host;
}
