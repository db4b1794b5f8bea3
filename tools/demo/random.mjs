/** A small seeded generator (mulberry32), so that every run of the demonstration damages the same bytes. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    /** An integer from 0 to below `limit`. */
    below: (limit) => next() % limit,
    /** Fills `bytes` with noise. */
    fill: (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = next() & 255;
      return bytes;
    },
    /** `count` different integers from 0 to below `limit`, ascending. */
    pick: (count, limit) => {
      const chosen = new Set();
      while (chosen.size < count) chosen.add(next() % limit);
      return [...chosen].sort((a, b) => a - b);
    },
  };
}
