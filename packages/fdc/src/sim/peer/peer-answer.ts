/** The answer line of the peer. */

/** Acknowledge, bits from the lowest on, and a stop bit that stays until something else is asked. */
export class PeerAnswer {
  private value = 0;
  private bits = 0;
  /** Bits that were asked for, undefined while there is nothing to tell. */
  private asked: number | undefined;

  get level(): boolean {
    const { asked, bits, value } = this;
    if (asked === undefined) return false;
    return asked === 0 || asked > bits || ((value >>> (asked - 1)) & 1) === 1;
  }

  /** The stop bit has not been asked for. */
  get pending(): boolean {
    return this.asked !== undefined && this.asked <= this.bits;
  }

  begin(value: number, bits: number): void {
    this.value = value;
    this.bits = bits;
    this.asked = 0;
  }

  next(): void {
    if (this.asked !== undefined) this.asked++;
    if (this.asked === this.bits + 2) this.drop();
  }

  drop(): void {
    this.asked = undefined;
  }
}
