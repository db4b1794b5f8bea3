/** Time outside a simulation. A parameter, so that whoever tests needs not wait for it. */
export interface RealTime {
  /** Milliseconds with fractions; never goes back. */
  now(): number;
  /** Calls `action` once after `ms` milliseconds; the returned function prevents that. */
  after(ms: number, action: () => void): () => void;
}

/** The time of the machine that runs this. */
export const MachineTime: RealTime = {
  now: () => performance.now(),
  after(ms, action) {
    // Timers count whole milliseconds from the last turn of the event loop: some come too early.
    const endMs = performance.now() + ms;
    const ring = () => {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) action();
      else timer = setTimeout(ring, leftMs);
    };
    let timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
