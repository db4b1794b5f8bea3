import type { FdcError } from "../errors.js";

/** Rises of interrupt lines, kept until somebody asks for them. */
export interface InterruptLatch {
  /** A line has changed. */
  change(irq: number, level: boolean): void;
  clear(irq: number): void;
  /** Whether the line has risen since the last call or `clear`; forgets it. */
  take(irq: number): boolean;
  /** Resolves with true at the next rise, which it takes, or false when `giveUp` is called. Rejects at the end. */
  rise(irq: number): { readonly risen: Promise<boolean>; giveUp(): void };
  /** No line will change any more: whoever waits gets this error. */
  end(error: FdcError): void;
}

/** A latch with all lines low. */
export function createInterruptLatch(): InterruptLatch {
  const high = new Set<number>();
  const risen = new Set<number>();
  const waiting = new Map<
    number,
    { settle(risen: boolean): void; reject(error: FdcError): void }
  >();
  let over: FdcError | undefined;

  const settle = (irq: number, answer: boolean) => {
    const waiter = waiting.get(irq);
    waiting.delete(irq);
    waiter?.settle(answer);
    return waiter !== undefined;
  };
  return {
    change(irq, level) {
      if (!level) return void high.delete(irq);
      if (high.has(irq)) return;
      high.add(irq);
      if (!settle(irq, true)) risen.add(irq);
    },
    clear: (irq) => void risen.delete(irq),
    take: (irq) => risen.delete(irq),
    rise(irq) {
      settle(irq, false);
      const promise = new Promise<boolean>((resolve, reject) => {
        if (over !== undefined) reject(over);
        else if (risen.delete(irq)) resolve(true);
        else waiting.set(irq, { settle: resolve, reject });
      });
      return { risen: promise, giveUp: () => void settle(irq, false) };
    },
    end(error) {
      over = error;
      for (const waiter of waiting.values()) waiter.reject(error);
      waiting.clear();
    },
  };
}
