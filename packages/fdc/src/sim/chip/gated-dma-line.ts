import type { DmaChannel } from "../dma/dma-channel.js";
import type { ChipRegisters } from "./chip-registers.js";
import type { DmaLine } from "./execution.js";
import { Dor } from "./status-bits.js";

/** The request line behind the gate that DMAGATE of the DOR opens. */
export class GatedDmaLine implements DmaLine {
  readonly #line: DmaLine;
  readonly #registers: ChipRegisters;

  constructor(line: DmaLine, registers: ChipRegisters) {
    this.#line = line;
    this.#registers = registers;
  }

  get channel(): DmaChannel {
    return this.#line.channel;
  }

  get ready(): boolean {
    return (this.#registers.dor & Dor.DmaGate) !== 0 && this.#line.ready;
  }
}
