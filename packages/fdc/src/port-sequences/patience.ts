import type { Now } from "./sequence.js";

/** Fewer tries are no time-out, however long they took: a slow line or a program put to sleep is no fault of the chip. */
const MinimumTries = 16;
/** As many tries on a clock that does not move are one. */
const MaximumTries = 1_000_000;

/** Says when polling has gone on for long enough: by time and by number of tries. */
export class Patience {
  readonly #now: Now;
  readonly #limitMs: number;
  #sinceMs: number;
  #tries = 0;

  constructor(now: Now, limitMs: number) {
    this.#now = now;
    this.#limitMs = limitMs;
    this.#sinceMs = now();
  }

  /** After progress: limit and tries count from here. */
  renew(): void {
    this.#sinceMs = this.#now();
    this.#tries = 0;
  }

  /** To be asked after each try that was in vain. */
  ends(): boolean {
    this.#tries++;
    if (this.#tries < MinimumTries) return false;
    return this.#now() - this.#sinceMs > this.#limitMs || this.#tries > MaximumTries;
  }
}
