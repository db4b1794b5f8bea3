/** Whether a drive listens: the four ways of waking one. */
import type { SelectionMethod } from "./drive-model.js";

export interface Selection {
  readonly selected: boolean;
  /** A train while the drive does not listen. */
  train(count: number): void;
  /** A selection command without parameter while it does; true when that was all there is to it. */
  command(code: number): boolean;
  /** The parameter of a command; false when that was all there is to it. */
  parameter(code: number, value: number): boolean;
  motor(on: boolean): void;
  /** As after power-on. */
  reset(): void;
}

const Command = {
  SoftSelect: 23,
  SoftDeselect: 24,
  PhantomSelect: 46,
  PhantomDeselect: 47,
} as const;

/** Which command and parameter select, and which command deselects. */
const sequences = {
  colorado: { select: Command.PhantomSelect, value: 0, deselect: Command.PhantomDeselect },
  mountain: { select: Command.SoftSelect, value: 18, deselect: Command.SoftDeselect },
} as const;

export function createSelection(method: SelectionMethod): Selection {
  const sequence = method === "colorado" || method === "mountain" ? sequences[method] : undefined;
  let motorOn = false;
  let chosen = method === "none";
  /** The select command has come, its parameter has not. */
  let half = false;

  return {
    get selected() {
      return method === "insight" ? motorOn : chosen;
    },
    train(count) {
      if (sequence === undefined) return;
      chosen = half && count === sequence.value + 2;
      half = !chosen && count === sequence.select;
    },
    command(code) {
      if (code !== sequence?.deselect) return false;
      chosen = false;
      half = false;
      return true;
    },
    parameter(code, value) {
      if (code !== Command.SoftSelect && code !== Command.PhantomSelect) return true;
      if (code === sequence?.select) chosen = value === sequence.value;
      return false;
    },
    motor(on) {
      motorOn = on;
    },
    reset() {
      chosen = method === "none";
      half = false;
    },
  };
}
