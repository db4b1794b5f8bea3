import type { DmaLine } from "../chip/execution.js";
import type { Dma8237 } from "../dma/dma-8237.js";
import type { DmaChannel } from "../dma/dma-channel.js";

/** The wire from a controller to a channel of the DMA controller, which may change and may be taken. */
export class DmaRequest implements DmaLine {
  readonly #dma: Dma8237;
  readonly #number: () => number;
  readonly #isFree: () => boolean;

  constructor(dma: Dma8237, number: () => number, isFree: () => boolean) {
    this.#dma = dma;
    this.#number = number;
    this.#isFree = isFree;
  }

  get channel(): DmaChannel {
    return this.#dma.channels[this.#number()]!;
  }

  get ready(): boolean {
    return this.#isFree() && this.#dma.serves(this.#number());
  }
}
