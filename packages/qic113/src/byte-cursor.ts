/**
 * Reads fields one after the other, little endian. Nothing is read past the end: `short` says that the
 * bytes ran out, and what was read since is 0 or empty.
 */
export interface ByteCursor {
  readonly position: number;
  readonly short: boolean;
  u8(): number;
  u16(): number;
  u32(): number;
  /** Undefined for all ones, which stands for "unknown"; inexact above 2^53, which only garbage reaches. */
  size64(): number | undefined;
  /** A view of the next `count` bytes. */
  bytes(count: number): Uint8Array;
}

/** Of a class, since there are many of them: one for every structure of a directory. */
class Cursor implements ByteCursor {
  short = false;
  readonly #view: DataView;

  constructor(
    private readonly source: Uint8Array,
    public position: number,
    private readonly end: number,
  ) {
    this.#view = new DataView(source.buffer, source.byteOffset, source.length);
  }

  u8(): number {
    const from = this.#take(1);
    return from < 0 ? 0 : this.#view.getUint8(from);
  }

  u16(): number {
    const from = this.#take(2);
    return from < 0 ? 0 : this.#view.getUint16(from, true);
  }

  u32(): number {
    const from = this.#take(4);
    return from < 0 ? 0 : this.#view.getUint32(from, true);
  }

  size64(): number | undefined {
    const low = this.u32();
    const high = this.u32();
    return low === 0xffffffff && high === 0xffffffff ? undefined : high * 2 ** 32 + low;
  }

  bytes(count: number): Uint8Array {
    const from = this.#take(count);
    return from < 0 ? this.source.subarray(0, 0) : this.source.subarray(from, from + count);
  }

  /** Where the next `count` bytes are; below 0 when there are not so many. */
  #take(count: number): number {
    if (this.short || this.end - this.position < count) {
      this.short = true;
      return -1;
    }
    this.position += count;
    return this.position - count;
  }
}

/** A cursor over `bytes` from `position` to before `end`. */
export function createByteCursor(
  bytes: Uint8Array,
  position = 0,
  end: number = bytes.length,
): ByteCursor {
  return new Cursor(bytes, position, end);
}
