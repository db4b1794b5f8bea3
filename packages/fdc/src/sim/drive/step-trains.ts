/** Step pulses become trains: numbers that a host has sent. */
import type { VirtualClock } from "../virtual-clock.js";

export interface StepTrains {
  /** One step pulse, now. */
  pulse(): void;
  /** Nothing for so long after a pulse ends the train. */
  setGap(ns: number): void;
}

export interface TrainListener {
  /** Pulses counted so far in the present train. */
  pulsed(count: number): void;
  /** The train has ended. */
  ended(count: number): void;
}

export function createStepTrains(
  clock: VirtualClock,
  gap: number,
  { pulsed, ended }: TrainListener,
): StepTrains {
  let gapNs = gap;
  let count = 0;
  const gapOver = clock.alarm(() => {
    const train = count;
    count = 0;
    ended(train);
  });
  return {
    pulse() {
      count++;
      gapOver.set(clock.nowNs + gapNs);
      pulsed(count);
    },
    setGap(ns) {
      gapNs = ns;
    },
  };
}
