import type { Hardware } from "../hardware.js";

/** One machine to be tried. */
export interface HardwareFixture {
  readonly hardware: Hardware;
  /** First port of a floppy controller of the 82077 kind or later, its interrupt and its DMA channel. */
  readonly base: number;
  readonly irq: number;
  readonly dmaChannel: number;
  /**
   * Where the machine has something to be read without DMA: makes it ready, controller included, and gives the
   * command and the data that come. The command ends when they have been read.
   */
  prepareRead?(): Promise<{ readonly command: Uint8Array; readonly data: Uint8Array }>;
  release(): Promise<void>;
}

/** Makes a fresh machine, just switched on, for every test. */
export type HardwareFixtureMaker = () => Promise<HardwareFixture>;
