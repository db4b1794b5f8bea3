/** Default block size of a unit. */
export const BlockBytes = 10240;

/** A block that begins with its seed, and whose other bytes belong to no other seed. */
export function block(seed: number): Buffer {
  const bytes = Buffer.alloc(BlockBytes);
  let word = (seed * 0x9e3779b1) >>> 0 || 1;
  for (let i = 0; i < BlockBytes; i += 4) {
    // xorshift32: compresses a little where it is cut to few bits
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    bytes.writeUInt32LE((word & 0x0f0f0fff) >>> 0, i);
  }
  bytes.writeUInt32LE(seed, 0);
  return bytes;
}
