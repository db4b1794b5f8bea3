/** Single bits, most significant first, as the reference reads and writes them. */

export class BitReader {
  /** Bits taken so far. */
  position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next `count` bits as a number, or undefined, taking nothing, when fewer are left. */
  take(count: number): number | undefined {
    if (count > this.bytes.length * 8 - this.position) return undefined;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.bytes[Math.floor(this.position / 8)]!;
      value = (value << 1) | ((byte >> (7 - (this.position % 8))) & 1);
      this.position += 1;
    }
    return value;
  }
}

export class BitWriter {
  private position = 0;

  /** `bytes` must have room for all that is put. */
  constructor(private readonly bytes: Uint8Array) {}

  /** Bytes begun so far; the last one is filled with zeros. */
  get length(): number {
    return Math.ceil(this.position / 8);
  }

  /** Appends the low `count` bits of `value`. */
  put(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      const at = Math.floor(this.position / 8);
      const bit = ((value >> i) & 1) << (7 - (this.position % 8));
      this.bytes[at] = this.position % 8 === 0 ? bit : this.bytes[at]! | bit;
      this.position += 1;
    }
  }
}
