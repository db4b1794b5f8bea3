import type { Clock } from "../hardware.js";
import type { InterruptLatch } from "./interrupt-latch.js";

/** The clock of the machine behind the connection, and what depends on how its time goes on. */
export interface QtestClock extends Clock {
  /** Requests that let microseconds pass between others; none where a round trip takes longer. */
  pause(us: number): readonly string[];
  /** Ports were used: where time stands still, that alone takes time. */
  accessed(count: number): void;
  /** Lets time go on until something may have happened, at most `ms` or to the next event. */
  next(ms: number): Promise<void>;
  /** Waits for a rise of the line; false when `ms` have passed. */
  rise(latch: InterruptLatch, irq: number, ms: number): Promise<boolean>;
}
