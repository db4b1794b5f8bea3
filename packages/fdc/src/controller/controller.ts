/** The contract of a floppy controller for whoever sits above it. */
import type { SectorId } from "@floppytape/qic-format";
import type { ControllerFault } from "./result.js";

/** Chips that can be told apart, worst first. */
export type ChipName = "8272A" | "82072" | "82077" | "82077AA" | "82078" | "82078-1" | "Ditto EZ";

/** What a chip can do. */
export interface Chip {
  readonly name: ChipName;
  /** Highest data rate in kbit/s. */
  readonly maxRate: number;
  /** FIFO with threshold, data-rate select register and perpendicular mode: the 82077 and later. */
  readonly enhanced: boolean;
  /** What detection saw, in words: for a user who wonders. */
  readonly evidence: string;
}

/** Data moves through these: DMA memory, or plain memory where bytes are moved by the processor. */
export interface DataBuffer {
  readonly sizeBytes: number;
  load(offset: number, into: Uint8Array): Promise<void>;
  store(offset: number, bytes: Uint8Array): Promise<void>;
}

/** One run of consecutive sectors. */
export interface TransferRequest {
  readonly kind: "read" | "write" | "write-deleted" | "verify";
  /** Id of the first sector. */
  readonly id: SectorId;
  /** Sectors, 1 to 32. */
  readonly count: number;
  /**
   * Index into `buffers`, and where in it the first sector begins, in bytes. A verify overwrites what is
   * there on chips that have to read instead.
   */
  readonly buffer: number;
  readonly offset: number;
  /** N of the sectors where it is not a tape's 3 (1024 bytes): 2 on floppies. */
  readonly sizeCode?: 2 | 3;
}

/** A sector id as it was read, whatever it says. */
export interface SeenSectorId extends Omit<SectorId, "sizeCode"> {
  readonly sizeCode: number;
}

export interface TransferResult {
  /** Sectors moved without a fault, from the first on: 0 to `count`. */
  readonly sectors: number;
  /** Why it ended early, or undefined. */
  readonly fault?: ControllerFault;
  /** The last sector that was moved carries a deleted data mark, which ends a read. */
  readonly deletedMark: boolean;
}

/** A controller that was found and reset, and is used for a tape drive on one of its select lines. */
export interface Controller {
  readonly chip: Chip;
  readonly buffers: readonly DataBuffer[];
  /** Data rate in kbit/s; 0 before one was set. */
  readonly rate: number;
  /** FIFO threshold, 1 to 16; 1 where the FIFO is not used. */
  readonly fifoThreshold: number;
  /** Resets the chip and restores FIFO, rate and selection. The drive keeps its state. */
  reset(): Promise<void>;
  /** @throws {FdcError} `RATE_UNSUPPORTED` when chip or board can't. */
  setRate(kbit: number, precompensationNs: number): Promise<void>;
  /** Bytes in the FIFO at which the chip asks for service, 1 to 16. Nothing happens where there is none. */
  setFifoThreshold(bytes: number): Promise<void>;
  /** Perpendicular recording. @throws {FdcError} `PERPENDICULAR_UNSUPPORTED` where the chip can't. */
  setPerpendicular(on: boolean): Promise<void>;
  /** Selects the unit, 0 to 3, for everything that follows; its motor line as well. */
  select(unit: number, motor: boolean): Promise<void>;
  /**
   * Sends step pulses to the selected drive: one seek of this distance, 1 to 255.
   * @throws {FdcError} `CONTROLLER_STUCK` when the seek does not end where it should; the chip has been reset.
   */
  step(pulses: number): Promise<void>;
  /** Steps a floppy drive to track 0. Never for a tape: it would count up to 85 pulses. */
  recalibrate(): Promise<void>;
  /** The track 0 line of the selected drive: the answer line of a tape drive. */
  trackZero(): Promise<boolean>;
  /** The write protect line. */
  writeProtectLine(): Promise<boolean>;
  /** The next sector id under the head. */
  readId(timeoutMs: number): Promise<{ id: SeenSectorId } | { fault: ControllerFault }>;
  /**
   * Issues the command; `finish` must follow before anything else but access to `buffers`, and soon where
   * the processor moves the bytes: it does so in `finish`.
   */
  start(request: TransferRequest): Promise<void>;
  /** Formats one segment with the 32 ids of 4 bytes each at `offset` of a buffer; `finish` must follow. */
  startFormat(request: FormatRequest): Promise<void>;
  /** Waits for the command's end. After a time-out the chip has been reset: fault `timeout`. */
  finish(timeoutMs: number): Promise<TransferResult>;
  /** Gives the chip back as it was found: FIFO configuration, DMA gate. */
  release(): Promise<void>;
}

export interface FormatRequest {
  readonly buffer: number;
  readonly offset: number;
  readonly gap3: number;
  readonly filler: number;
}
