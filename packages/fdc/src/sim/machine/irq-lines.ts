/** Interrupt request lines 0 to 15: levels for those who listen, rises for those who wait. */
import type { Interrupts } from "../../hardware.js";
import type { VirtualClock } from "../virtual-clock.js";

export type IrqListener = (irq: number, level: boolean) => void;

const Lines = 16;

export class IrqLines {
  readonly #clock: VirtualClock;
  readonly #level = new Uint8Array(Lines);
  /** 1: has risen, and nobody has asked since. */
  readonly #risen = new Uint8Array(Lines);
  readonly #hasRisen: readonly (() => boolean)[];
  readonly #listeners = new Set<IrqListener>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#hasRisen = Array.from({ length: Lines }, (_, irq) => () => this.#risen[irq] !== 0);
  }

  set(irq: number, level: boolean): void {
    if ((this.#level[irq] !== 0) === level) return;
    this.#level[irq] = level ? 1 : 0;
    if (level) this.#risen[irq] = 1;
    for (const listener of this.#listeners) listener(irq, level);
  }

  /** Tells of every change of level until the returned function is called. */
  listen(listener: IrqListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** For the driver; waiting makes virtual time pass. */
  readonly interrupts: Interrupts = {
    clear: (irq) => {
      this.#risen[lineOf(irq)] = 0;
    },
    wait: (irq, timeoutMs) => {
      const line = lineOf(irq);
      const risen = this.#clock.runUntil(this.#hasRisen[line]!, timeoutMs * 1e6);
      this.#risen[line] = 0;
      return Promise.resolve(risen);
    },
  };
}

function lineOf(irq: number): number {
  if (!Number.isInteger(irq) || irq < 0 || irq >= Lines)
    throw new RangeError(`irq must be 0 to ${Lines - 1}, got ${irq}`);
  return irq;
}
