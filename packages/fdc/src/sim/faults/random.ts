/**
 * The source of chance of the simulator: a 32-bit Weyl sequence, each step mixed by two rounds of
 * multiply and shift. Small, the same on every machine, and good enough for dice; not for secrets.
 */
export interface Random {
  /** The next number, at least 0 and below 1. */
  next(): number;
}

/** Steps through all 2^32 states before it repeats. */
const WeylStep = 0x9e3779b9;

/** The same numbers for the same seed; of a seed the lower 32 bits count. */
export function createRandom(seed: number): Random {
  let state = mix(seed);
  return {
    next() {
      state = (state + WeylStep) | 0;
      return mix(state) / 0x1_0000_0000;
    },
  };
}

/** Seed of an independent sequence: one for each thing that throws dice, so that none disturbs another. */
export function derivedSeed(seed: number, index: number): number {
  return mix(mix(seed) + Math.imul(index + 1, WeylStep));
}

/** Every bit of the result depends on every bit of the word (finaliser of MurmurHash3). */
function mix(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
