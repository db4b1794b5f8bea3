/** What runs between the last byte of a command and the first of its result, and what it runs on. */

import type { CableDrive } from "../cable.js";
import type { DmaChannel } from "../dma/dma-channel.js";
import type { Faults } from "../faults/faults.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { ChipModel } from "./chip-model.js";
import type { ChipQuirks } from "./chip-quirks.js";
import type { ChipRegisters } from "./chip-registers.js";

/** The chip's request line to the DMA controller. */
export interface DmaLine {
  readonly channel: DmaChannel;
  /** Whether a request is answered. */
  readonly ready: boolean;
}

/** The chip as its commands see it. */
export interface ExecutionHost {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly model: ChipModel;
  readonly quirks: ChipQuirks;
  readonly registers: ChipRegisters;
  readonly dma: DmaLine;
  /** One event for each FIFO request rather than one for each sector. */
  readonly exact: boolean;
  /** The drive that the select lines point at. */
  readonly drive: CableDrive | undefined;
  /** Data rate in kbit/s, 0 where chip or code have none. */
  readonly rate: number;
  /** Time of one byte at this rate. */
  readonly byteNs: number;
  /** Ends the execution with interrupt and result. */
  finish(st0: number, st1: number, st2: number, address: ResultAddress): void;
  raiseInterrupt(): void;
  lowerInterrupt(): void;
  /** An interrupt that means nothing. */
  pulseInterrupt(afterNs: number): void;
  /** Drive specifications may have changed: rates depend on them. */
  settingsChanged(): void;
  /** A command that reads or writes the tape begins. */
  commandBegins(): void;
}

/** C, H, R and N of a result. */
export interface ResultAddress {
  readonly cylinder: number;
  readonly head: number;
  readonly record: number;
  readonly sizeCode: number;
}

/** The data register while the processor moves the bytes. */
export interface PioPort {
  readonly toHost: boolean;
  /** Whether a byte is asked for or offered now. */
  requests(): boolean;
  take(): number;
  give(value: number): void;
}

export interface Execution {
  /** Set where the processor moves the bytes. */
  readonly pio: PioPort | undefined;
  /** The marks under the head will be others than was foreseen. */
  changed(): void;
  cancel(): void;
}
