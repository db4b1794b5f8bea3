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

/** A cursor over `bytes` from `position` to before `end`. */
export function createByteCursor(
  bytes: Uint8Array,
  position = 0,
  end: number = bytes.length,
): ByteCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = position;
  let short = false;
  const take = (count: number): number => {
    if (short || end - at < count) {
      short = true;
      return -1;
    }
    at += count;
    return at - count;
  };
  const u32 = () => {
    const from = take(4);
    return from < 0 ? 0 : view.getUint32(from, true);
  };
  return {
    get position() {
      return at;
    },
    get short() {
      return short;
    },
    u8() {
      const from = take(1);
      return from < 0 ? 0 : view.getUint8(from);
    },
    u16() {
      const from = take(2);
      return from < 0 ? 0 : view.getUint16(from, true);
    },
    u32,
    size64() {
      const low = u32();
      const high = u32();
      return low === 0xffffffff && high === 0xffffffff ? undefined : high * 2 ** 32 + low;
    },
    bytes(count) {
      const from = take(count);
      return from < 0 ? bytes.subarray(0, 0) : bytes.subarray(from, from + count);
    },
  };
}
