/** From controller commands to what a tape drive notices of them: trains of pulses, and looks at its answer line. */
import type { TraceGroup } from "./trace-group.js";

/** Pulses that the drive takes for one number, or a look at the line that it answers with. */
export type CableEvent =
  | { readonly kind: "train"; readonly pulses: number; readonly atMs: number; endMs: number }
  | { readonly kind: "look"; readonly asserted: boolean };

/** A longer pause between pulses ends a train. */
const TrainGapMs = 2.5;

/** Keeps the book about cylinders that the controller keeps, to know how many pulses a seek makes. */
export class StepTrains {
  /** Where the controller thinks its drives are; undefined before it was reset or said so. */
  private readonly cylinders: (number | undefined)[] = [undefined, undefined, undefined, undefined];
  private resetHeld = false;

  /** What the drive notices of a group, undefined when nothing. */
  eventOf(group: TraceGroup): CableEvent | undefined {
    const { name, values } = group;
    if (name === "register.digital-output") this.digitalOutput(Number(values.value));
    if (name === "register.data-rate-select" && Number(values.value) & 0x80) this.forget();
    const unit = Number(values.unit ?? 0);
    switch (name) {
      case "fdc.seek":
        return this.seek(group, unit, Number(values.cylinder));
      case "fdc.recalibrate":
        this.cylinders[unit] = 0;
        return undefined;
      case "fdc.sense-interrupt-status":
        this.sense(String(values.result ?? ""));
        return undefined;
      case "fdc.sense-drive-status":
        return values.result === undefined
          ? undefined
          : { kind: "look", asserted: (Number.parseInt(String(values.result), 16) & 0x10) !== 0 };
      default:
        return undefined;
    }
  }

  private seek(group: TraceGroup, unit: number, target: number): CableEvent | undefined {
    const from = this.cylinders[unit];
    this.cylinders[unit] = target;
    if (from === undefined || from === target || Number.isNaN(target)) return undefined;
    const { atMs, endMs } = group;
    return { kind: "train", pulses: Math.abs(target - from), atMs, endMs };
  }

  private digitalOutput(value: number): void {
    const held = (value & 0x04) === 0;
    if (this.resetHeld && !held) this.forget();
    this.resetHeld = held;
  }

  private forget(): void {
    this.cylinders.fill(0);
  }

  /** A controller that somebody else used before the trace began tells its cylinder here. */
  private sense(result: string): void {
    const [status = 0x80, cylinder] = result
      .split(" ")
      .map((digits) => Number.parseInt(digits, 16));
    if (cylinder !== undefined && (status & 0xc0) !== 0x80) this.cylinders[status & 3] = cylinder;
  }
}

/** Whether pulses that begin at `atMs` still belong to the train. */
export function continuesTrain(train: CableEvent, atMs: number): boolean {
  return train.kind === "train" && atMs - train.endMs < TrainGapMs;
}
