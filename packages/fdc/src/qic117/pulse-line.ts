/**
 * Pulse trains out, answer bits in. The drive counts step pulses until none has come for 2.5 ms; its
 * answers appear on the track 0 line.
 */
import type { Controller } from "../controller/controller.js";
import type { Clock } from "../hardware.js";

/** What came back after a report command. `silent`: no acknowledge; `invalid`: no stop bit, or only ones. */
export type Answer =
  | { readonly kind: "valid"; readonly value: number }
  | { readonly kind: "invalid"; readonly value: number }
  | { readonly kind: "silent" };

export interface PulseLine {
  /**
   * Sends one train; resolves when the drive has understood it. What it does then, be it to answer or to start
   * the tape, is not to be mistaken for what was before.
   */
  send(pulses: number): Promise<void>;
  /** Sends a report command and collects its answer, lowest bit first. */
  ask(code: number, bits: number): Promise<Answer>;
  /** Waits until the last train has ended for the drive, too. */
  settle(): Promise<void>;
  /** Between trains, in milliseconds. Default {@link UsualGapMs}. */
  useGap(ms: number): void;
}

/** Between the end of a train and the next: the drive's time-out is 2.5 ms. */
export const UsualGapMs = 3;
/** For a drive that was told a longer time-out (command 5), be it that it lost a pulse of a status report. */
export const PatientGapMs = 100;
/** Shows the next bit of an answer; outside an answer it does nothing. */
export const ReportNextBit = 2;

/** Between two looks at the line. */
const lookMs = 3;
/** QIC-117 allows 6 ms; some drives take far longer. */
const acknowledgeMs = 300;
/** However late this process is scheduled, so often the line is looked at. */
const leastLooks = 4;
/** A clock that does not advance while one sleeps must not hang the driver. */
const mostSleeps = 16;

/** The line to whichever drive the controller has selected. */
export function createPulseLine(controller: Controller, clock: Clock): PulseLine {
  let trainEndMs = Number.NEGATIVE_INFINITY;
  let gapMs = UsualGapMs;

  async function settle() {
    for (let sleeps = 0; sleeps < mostSleeps; sleeps++) {
      const leftMs = trainEndMs + gapMs - clock.now();
      if (leftMs <= 0) return;
      await clock.sleep(leftMs);
    }
  }

  async function send(pulses: number) {
    await settle();
    try {
      await controller.step(pulses);
    } finally {
      trainEndMs = clock.now();
    }
    await settle();
  }

  async function acknowledged() {
    const deadlineMs = trainEndMs + acknowledgeMs;
    for (let looks = 0; looks < leastLooks || clock.now() < deadlineMs; looks++) {
      if (await controller.trackZero()) return true;
      await clock.sleep(lookMs);
      if (looks > acknowledgeMs) return false;
    }
    return false;
  }

  async function nextBit() {
    await send(ReportNextBit);
    return (await controller.trackZero()) ? 1 : 0;
  }

  async function ask(code: number, bits: number): Promise<Answer> {
    await send(code);
    if (!(await acknowledged())) return { kind: "silent" };
    let value = 0;
    for (let bit = 0; bit < bits; bit++) value |= (await nextBit()) << bit;
    const stopBit = await nextBit();
    // Gives the line back to its ordinary use.
    await send(ReportNextBit);
    // No answer has ones only after its first bit. A stuck line has, and a drive that takes all questions
    // for one train and shows its acknowledge all the time.
    const onlyOnes = (value | 1) === 2 ** bits - 1;
    return { kind: stopBit === 1 && !onlyOnes ? "valid" : "invalid", value };
  }

  return {
    send,
    ask,
    settle,
    useGap(ms) {
      gapMs = ms;
    },
  };
}
