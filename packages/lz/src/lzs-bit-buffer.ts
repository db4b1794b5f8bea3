const nothing: Uint8Array = new Uint8Array(0);

/** Bits of a stream that comes in pieces, a few at a time: those of an item fit in the buffer. */
export class BitBuffer {
  /** Bytes of the piece that are taken. */
  at = 0;
  private piece = nothing;
  /** The low `count` bits of `bits` are taken but not used: at most 24, fewer than 8 after an item. */
  private bits = 0;
  private count = 0;

  /** Goes on with the next piece; bits that are left over stay. */
  continueWith(piece: Uint8Array): void {
    this.piece = piece;
    this.at = 0;
  }

  /** Keeps no piece. */
  release(): void {
    this.piece = nothing;
  }

  /** Forgets what is left over. */
  clear(): void {
    this.at = this.bits = this.count = 0;
  }

  /** Bits of the piece that are used; negative while some of the piece before are not. */
  get position(): number {
    return this.at * 8 - this.count;
  }

  /** Goes on at a bit of the piece. */
  set position(bit: number) {
    this.at = Math.ceil(bit / 8);
    this.count = this.at * 8 - bit;
    this.bits = (this.piece[this.at - 1] ?? 0) & ((1 << this.count) - 1);
  }

  /** Takes bytes until there are `count` bits, at most 17; false when the piece ends before. */
  need(count: number): boolean {
    while (this.count < count) {
      if (this.at === this.piece.length) return false;
      this.bits = (this.bits << 8) | this.piece[this.at++]!;
      this.count += 8;
    }
    return true;
  }

  /** The next bits, which must be there. */
  peek(count: number): number {
    return this.bits >>> (this.count - count);
  }

  skip(count: number): void {
    this.count -= count;
    this.bits &= (1 << this.count) - 1;
  }
}
