import type { Clock } from "../hardware.js";

/** Each try waits or looks at ports for a while: so many at the same time of day mean a clock that stands. */
const MostAtOnce = 32;

/** A limit of time for something that is tried again and again, which ends on a clock that does not move as well. */
export class Deadline {
  readonly #clock: Clock;
  readonly #endMs: number;
  #lastMs: number;
  #atOnce = 0;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#lastMs = clock.now();
    this.#endMs = this.#lastMs + limitMs;
  }

  /** To be asked before each try: milliseconds that are left, none or fewer after the end. */
  leftMs(): number {
    const nowMs = this.#clock.now();
    this.#atOnce = nowMs === this.#lastMs ? this.#atOnce + 1 : 0;
    this.#lastMs = nowMs;
    return this.#atOnce > MostAtOnce ? 0 : this.#endMs - nowMs;
  }
}
