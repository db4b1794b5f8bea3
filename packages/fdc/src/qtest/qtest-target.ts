/** The machine that a qtest server shows: the simulator, or anything with ports, memory and virtual time. */
export interface QtestTarget {
  readonly clock: {
    /** Nanoseconds since power-on. */
    readonly nowNs: number;
    advance(ns: number): void;
    /** Lets time pass event by event until the condition holds or `limitNs` have passed. */
    runUntil(condition: () => boolean, limitNs: number): boolean;
  };
  inb(port: number): number;
  outb(port: number, value: number): void;
  readMemory(address: number, into: Uint8Array): void;
  writeMemory(address: number, bytes: Uint8Array): void;
  /** Registers a listener for interrupt lines; the returned function removes it. */
  onIrq(listener: (irq: number, level: boolean) => void): () => void;
}
