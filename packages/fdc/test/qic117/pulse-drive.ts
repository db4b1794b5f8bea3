/** A drive that counts pulses and answers what a test tells it to, with a controller that only steps. */
import type { Clock, Controller, WakeUp } from "../../src/index.js";

export interface PulseDriveOptions {
  /** Answers by command code; a function is asked each time, undefined: no such command. */
  answers: Record<number, Reply | (() => Reply | undefined)>;
  /** How it is woken; "none": always awake. */
  wakeUp?: WakeUp;
  unit?: number;
  /** Number of parameter trains by command code. */
  parameters?: Record<number, number>;
  onCommand?: (code: number, parameter: number[]) => void;
  stepMs?: number;
  /** How long a soft reset makes it deaf. */
  deafMs?: number;
  /** From the second pulse of "report next bit" until the bit is on the line; less than 2.5. */
  bitMs?: number;
}

export interface Reply {
  value: number;
  bits: number;
  /** False: no stop bit. */
  stop?: boolean;
}

export function createPulseDrive(options: PulseDriveOptions) {
  const {
    wakeUp = "none",
    unit = 1,
    stepMs = 2,
    deafMs = 1000,
    parameters = {},
    bitMs = 0,
  } = options;
  let nowMs = 0;
  let [selectedUnit, motorOn, awake, deafUntilMs] = [0, false, wakeUp === "none", 0];
  let [train, trainEndMs, controllerResets] = [0, 0, 0];
  let pending: { code: number; got: number[]; count: number } | undefined;
  let bits: number[] | undefined;
  let bitFrom = { line: false, untilMs: 0 };
  const state = { line: false, stuck: undefined as boolean | undefined };
  const log: string[] = [];

  const clock: Clock = {
    now: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    standsStill: true,
  };

  function hears() {
    return selectedUnit === unit && nowMs >= deafUntilMs;
  }

  function select(code: number, value: number) {
    if (wakeUp === "colorado" && code === 46) awake = value === 0;
    if (wakeUp === "mountain" && code === 23) awake = value === 18;
  }

  function closeTrain() {
    const pulses = train;
    train = 0;
    if (pulses === 0 || !hears()) return;
    if (pending !== undefined) {
      pending.got.push(pulses - 2);
      if (pending.got.length < pending.count) return;
      const { code, got } = pending;
      pending = undefined;
      if (code === 46 || code === 23) select(code, got[0] ?? -1);
      return finishCommand(code, got);
    }
    if (pulses === 2) return nextBit();
    const defaults: Record<number, number> = { 5: 1, 13: 1, 23: 1, 25: 2, 26: 2, 27: 1, 46: 1 };
    const count = { ...defaults, 34: 3, 35: 3, 38: 3, 50: 1, ...parameters }[pulses] ?? 0;
    bits = undefined;
    state.line = false;
    if (count > 0) pending = { code: pulses, got: [], count };
    else finishCommand(pulses, []);
  }

  function finishCommand(code: number, got: number[]) {
    if (wakeUp === "colorado" && code === 47) awake = false;
    if (wakeUp === "mountain" && code === 24) awake = false;
    if (!(awake || (wakeUp === "insight" && motorOn))) return;
    log.push([code, ...got].join(" "));
    options.onCommand?.(code, got);
    if (code === 1) {
      deafUntilMs = nowMs + deafMs;
      awake = wakeUp === "none";
    }
    const answer = options.answers[code];
    const reply = typeof answer === "function" ? answer() : answer;
    if (reply === undefined) return;
    bits = Array.from({ length: reply.bits }, (_, at) => (reply.value >> at) & 1);
    bits.push(reply.stop === false ? 0 : 1);
    state.line = true;
  }

  function nextBit() {
    bitFrom = { line: state.line, untilMs: trainEndMs + bitMs };
    state.line = bits?.shift() === 1;
  }

  function settle() {
    if (train > 0 && nowMs - trainEndMs >= 2.5) closeTrain();
  }

  const controller = {
    step(pulses: number) {
      settle();
      train += pulses;
      nowMs += pulses * stepMs;
      trainEndMs = nowMs;
      // The next bit is on the line with the second pulse.
      if (train === 2 && pending === undefined) closeTrain();
      return Promise.resolve();
    },
    trackZero() {
      settle();
      const line = nowMs < bitFrom.untilMs ? bitFrom.line : state.line;
      return Promise.resolve(hears() && (state.stuck ?? line));
    },
    select(wanted: number, motor: boolean) {
      settle();
      [selectedUnit, motorOn] = [wanted, motor];
      return Promise.resolve();
    },
    reset() {
      controllerResets++;
      return Promise.resolve();
    },
  } as unknown as Controller;

  return {
    clock,
    controller,
    state,
    log,
    get controllerResets() {
      return controllerResets;
    },
    get motorOn() {
      return motorOn;
    },
    get awake() {
      return awake;
    },
    /** Understands what was sent last. */
    settle() {
      nowMs += 3;
      settle();
    },
  };
}

/** What an ordinary QIC-80 drive with a formatted cartridge answers. */
export const ordinary = {
  6: { value: 0x65, bits: 8 },
  7: { value: 0, bits: 16 },
  8: { value: 0xd0, bits: 8 },
  9: { value: 0x02, bits: 8 },
  32: { value: 0x11c3, bits: 16 },
  33: { value: 0x22, bits: 8 },
  37: { value: 150, bits: 16 },
} as const;
