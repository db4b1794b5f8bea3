/** Collects fields, little endian. */
export interface ByteWriter {
  u8(value: number): ByteWriter;
  u16(value: number): ByteWriter;
  u32(value: number): ByteWriter;
  u64(value: number): ByteWriter;
  bytes(value: ArrayLike<number>): ByteWriter;
  /** All of it. */
  done(): Uint8Array;
}

/** An empty writer. Values are taken modulo the size of their field: check them before. */
export function createByteWriter(): ByteWriter {
  const collected: number[] = [];
  const number = (size: number) => (value: number) => {
    for (let rest = value, i = 0; i < size; i++, rest = Math.floor(rest / 256))
      collected.push(rest % 256);
    return writer;
  };
  const writer: ByteWriter = {
    u8: number(1),
    u16: number(2),
    u32: number(4),
    u64: number(8),
    bytes(value) {
      for (let i = 0; i < value.length; i++) collected.push(value[i]!);
      return writer;
    },
    done: () => Uint8Array.from(collected),
  };
  return writer;
}
