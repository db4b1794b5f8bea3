/** A small generator, so that a seed names a run: integers from 0 to `below` - 1. */
export function seededRandom(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The bytes of the volume with this number: no other one's, and they compress a little. */
export function volumeContent(id: number, length: number): Uint8Array {
  const random = seededRandom(id);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = i % 3 === 0 ? random(256) : (id + (i >>> 10)) & 0xff;
  return bytes;
}
