/**
 * What the controller code is given: ports, memory, interrupts and a clock. It never looks for them. A
 * simulator, a foreign controller behind a socket and real hardware implement the same contract.
 */

/** Byte-wide access to I/O ports 0 to 0xffff. */
export interface PortIo {
  /** The byte read, 0 to 255; 0xff where nothing answers. */
  inb(port: number): Promise<number>;
  outb(port: number, value: number): Promise<void>;
}

/**
 * One buffer that the DMA controller can reach: below 16 MiB and not crossing a 64 KiB page. It may be
 * far away, so its contents are copied.
 */
export interface DmaMemory {
  /** Physical address of the first byte. */
  readonly address: number;
  readonly sizeBytes: number;
  /** Fills `into` from the buffer, beginning at `offset`. */
  load(offset: number, into: Uint8Array): Promise<void>;
  /** Copies `bytes` to `offset`; they are not kept. */
  store(offset: number, bytes: Uint8Array): Promise<void>;
}

/** Interrupt request lines 0 to 15. Rises are latched: one that came before `wait` was called counts. */
export interface Interrupts {
  /** Forgets rises that came already. */
  clear(irq: number): void;
  /** True as soon as the line has risen since the last `clear` or `wait`, false after `timeoutMs`. */
  wait(irq: number, timeoutMs: number): Promise<boolean>;
}

export interface Clock {
  /** Milliseconds, with fractions, from any beginning; never goes back. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /**
   * True where time stands still unless somebody waits for it, as in a simulator. Work in the background
   * then only goes on while a caller is waiting: whoever computes takes no time.
   */
  readonly standsStill: boolean;
}

/**
 * Hot loops over ports, done as near to the ports as possible. What a hardware does not offer is made from
 * its `PortIo`. `base` is the controller's first port. Limits count from the byte before.
 */
export interface BulkTransfer {
  /** Port writes in order: port, value, port, value and so on. */
  outAll(writes: readonly number[]): Promise<void>;
  /**
   * Command phase: writes the bytes to the FIFO, each when the main status register asks for it. Returns
   * how many were taken: fewer when the controller turns to its result phase or the limit passes.
   */
  sendCommand(base: number, bytes: Uint8Array, limitUs: number): Promise<number>;
  /**
   * Result phase: reads bytes while the controller offers them. Returns how many came: 0 when the limit
   * passes first. A byte that comes after `into` is full is left where it is.
   */
  readResult(base: number, into: Uint8Array, limitUs: number): Promise<number>;
  /**
   * Execution phase without DMA: moves bytes until `bytes` is done or the controller ends it. Returns how
   * many were moved; `limitMs` is for all of it.
   */
  exchange(
    base: number,
    direction: "read" | "write",
    bytes: Uint8Array,
    limitMs: number,
  ): Promise<number>;
}

/** A machine with a floppy controller in it. */
export interface Hardware {
  readonly io: PortIo;
  readonly clock: Clock;
  /** Buffers of at least 32 KiB, or none where there is no DMA. Two or more let data be fetched while the tape goes on. */
  readonly dma?: readonly DmaMemory[];
  /** Absent where interrupts cannot be had: the controller is polled then. */
  readonly irq?: Interrupts;
  readonly transfer?: BulkTransfer;
}
