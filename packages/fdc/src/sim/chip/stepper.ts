/** SEEK and RECALIBRATE: step pulses at the step rate, and where the chip believes the heads to be. */
import type { VirtualAlarm } from "../virtual-clock.js";
import { Generation } from "./chip-model.js";
import type { ExecutionHost } from "./execution.js";
import { St0 } from "./status-bits.js";

const ZeroSeekNs = 20_000;

export class Stepper {
  /** Bit n: unit n steps, or has not been asked yet how it went. */
  busy = 0;
  readonly #host: ExecutionHost;
  readonly #units: readonly UnitStepper[];

  constructor(host: ExecutionHost) {
    this.#host = host;
    this.#units = [0, 1, 2, 3].map(
      (unit) => new UnitStepper(host, unit, () => host.raiseInterrupt()),
    );
  }

  seek(unit: number, target: number): void {
    this.busy |= 1 << unit;
    const from = this.#host.registers.cylinder[unit]!;
    this.#units[unit]!.seek(target, Math.abs(target - from));
  }

  recalibrate(unit: number): void {
    this.busy |= 1 << unit;
    this.#units[unit]!.recalibrate();
  }

  /** ST0 of a seek that has ended and was not asked for yet; -1: there is none. */
  takeEnd(): number {
    for (const unit of this.#units) {
      const st0 = unit.takeEnd();
      if (st0 < 0) continue;
      this.busy &= ~(1 << unit.unit);
      return st0;
    }
    return -1;
  }

  cancel(): void {
    this.busy = 0;
    for (const unit of this.#units) unit.cancel();
  }
}

class UnitStepper {
  readonly #host: ExecutionHost;
  readonly #ended: () => void;
  readonly #alarm: VirtualAlarm;
  #pulses = 0;
  #target = 0;
  #recalibrates = false;
  #end = -1;

  constructor(
    host: ExecutionHost,
    readonly unit: number,
    ended: () => void,
  ) {
    this.#host = host;
    this.#ended = ended;
    this.#alarm = host.clock.alarm(() => this.#step());
  }

  seek(target: number, pulses: number): void {
    this.#begin(target, pulses, false);
  }

  recalibrate(): void {
    const pulses = this.#host.model.generation === Generation.Nec ? 77 : 79;
    this.#begin(0, this.#host.drive?.trackZero ? 0 : pulses, true);
  }

  takeEnd(): number {
    const end = this.#end;
    this.#end = -1;
    return end;
  }

  cancel(): void {
    this.#alarm.cancel();
    this.#end = -1;
  }

  #begin(target: number, pulses: number, recalibrates: boolean): void {
    const { clock, drive, quirks } = this.#host;
    this.#target = target;
    this.#pulses = pulses;
    this.#recalibrates = recalibrates;
    this.#end = -1;
    if (pulses === 0) this.#alarm.set(clock.nowNs + (quirks.zeroSeekNs ?? ZeroSeekNs));
    else if (quirks.stepsAtOnce) {
      for (let pulse = 0; pulse < pulses; pulse++) drive?.step();
      this.#pulses = 0;
      this.#alarm.set(clock.nowNs + pulses * this.#intervalNs);
    } else this.#alarm.set(clock.nowNs + this.#intervalNs);
  }

  /** SRT counts down from 16 in units of 500/rate milliseconds. */
  get #intervalNs(): number {
    const { registers, rate, quirks } = this.#host;
    const units = 16 - (registers.stepRate >> 4);
    return ((units * 500e6) / (rate || 500)) * (quirks.stepTimeFactor ?? 1);
  }

  #step(): void {
    const { clock, drive } = this.#host;
    if (this.#pulses > 0) {
      this.#pulses--;
      drive?.step();
      if (this.#recalibrates && drive?.trackZero) {
        this.#finish(0);
        return;
      }
      if (this.#pulses > 0) {
        this.#alarm.set(clock.nowNs + this.#intervalNs);
        return;
      }
      if (this.#recalibrates) {
        this.#finish(St0.Abnormal | St0.EquipmentCheck);
        return;
      }
    }
    this.#finish(0);
  }

  #finish(flags: number): void {
    const { registers, quirks, drive } = this.#host;
    registers.cylinder[this.unit] = this.#target;
    drive?.seekEnded?.();
    this.#end = (quirks.recalibrateAlwaysEnds ? 0 : flags) | St0.SeekEnd | this.unit;
    this.#ended();
  }
}
