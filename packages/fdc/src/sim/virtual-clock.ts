/** Virtual time in nanoseconds, and what is to happen in it. */
export interface VirtualClock {
  /** Nanoseconds since power-on; whole numbers. */
  readonly nowNs: number;
  /** Calls `action` when that time comes (at once if it has passed, but not from within this call). */
  at(timeNs: number, action: () => void): VirtualTimer;
  /** Lets time pass; everything that falls into it happens in order. */
  advance(ns: number): void;
  /** Lets time pass event by event until the condition holds or the limit is reached; whether it held. */
  runUntil(condition: () => boolean, limitNs: number): boolean;
}

export interface VirtualTimer {
  cancel(): void;
}
