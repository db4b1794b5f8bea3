/**
 * What hides the controller of a Colorado FC-10 or FC-20: it answers nowhere until a pattern of reads has
 * unlocked it and a byte has told it its port, interrupt and DMA channel.
 */

/** The pattern, then every port once. */
// biome-ignore format: the two parts
const unlockOffsets: readonly number[] = [
  3, 3, 0, 4, 7, 2, 5, 3, 1, 4, 3, 5, 2, 0, 3, 7, 4, 2,
  0, 1, 2, 3, 4, 5, 6, 7,
];
/** Ports to choose from; numbered from 1 on in the configuration byte. */
const bases: readonly number[] = [0x180, 0x210, 0x2a0, 0x300, 0x330, 0x340, 0x370];
/** Written to the first port while unlocked. */
const ShowSignature = 0x00;
const ShowZeros = 0x08;
const ShowOnes = 0x10;
/** The configuration byte's code for IRQ 9. */
const Irq9Code = 2;
const CcrOffset = 7;

export interface FcSettings {
  readonly base: number;
  readonly irq: number;
  readonly dma: number;
}

export class FcLock {
  /** Set once the board was configured. */
  settings: FcSettings | undefined;
  readonly #signature: number;
  /** How much of the pattern was read, at which port base. */
  #matched = 0;
  #base = 0;
  /** What all registers show while it is unlocked; undefined: locked. */
  #shown: number | undefined;

  constructor(signature: number) {
    this.#signature = signature;
  }

  /** What the board answers instead of its controller; undefined: nothing. */
  read(port: number): number | undefined {
    const offset = port & 7;
    if (this.#shown !== undefined && port - offset === this.#base) return this.#shown;
    this.#follow(port - offset, offset);
    return undefined;
  }

  /** True when the write was meant for the board rather than its controller. */
  write(port: number, value: number): boolean {
    const offset = port & 7;
    if (this.#shown === undefined || port - offset !== this.#base) return false;
    if (offset === CcrOffset) this.#shown = undefined;
    else if (offset === 0) this.#command(value);
    return true;
  }

  #follow(base: number, offset: number): void {
    if (!bases.includes(base)) return;
    if (base !== this.#base) this.#matched = 0;
    this.#base = base;
    if (offset === unlockOffsets[this.#matched]) this.#matched++;
    // The pattern begins with 3 3: after a third 3 two of them still count.
    else this.#matched = offset === 3 ? (this.#matched === 2 ? 2 : 1) : 0;
    if (this.#matched < unlockOffsets.length) return;
    this.#matched = 0;
    this.#shown = 0xff;
  }

  #command(value: number): void {
    if (value === ShowSignature) this.#shown = this.#signature;
    else if (value === ShowZeros) this.#shown = 0;
    else if (value === ShowOnes) this.#shown = 0xff;
    else this.#configure(value);
  }

  #configure(value: number): void {
    const base = bases[(value & 7) - 1];
    const code = (value >> 3) & 7;
    if (base === undefined) return;
    this.settings = { base, irq: code === Irq9Code ? 9 : code, dma: value >> 6 };
    this.#shown = undefined;
  }
}
