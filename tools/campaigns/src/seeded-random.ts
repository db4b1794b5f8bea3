/** Everything that a seed decides. */
export interface Random {
  /** An integer from 0 to `limit` - 1; `limit` is a whole number. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  bytes(length: number): Uint8Array;
  /** `count` different ones of the list, fewer when it is shorter. */
  some<T>(list: readonly T[], count: number): T[];
}

/** A small generator (mulberry32): the same seed, the same run. */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x5eed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return {
    below,
    pick: (list) => list[below(list.length)]!,
    oneIn: (times) => below(times) === 0,
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4));
      for (let i = 0; i < words.length; i++) words[i] = next();
      return new Uint8Array(words.buffer, 0, length);
    },
    some(list, count) {
      const left = [...list];
      const chosen = [];
      while (chosen.length < count && left.length > 0)
        chosen.push(...left.splice(below(left.length), 1));
      return chosen;
    },
  };
}

/** User data: noise, text that compresses, or zeros with something in them. */
export function userData(random: Random, length: number): Uint8Array {
  const kind = random.below(3);
  if (kind === 0) return random.bytes(length);
  const data = new Uint8Array(length);
  const words = random.bytes(64);
  for (let i = 0; i < length; ) {
    const run = Math.min(length - i, 8 + random.below(40));
    const from = random.below(24);
    if (kind === 1) data.set(words.subarray(from, from + Math.min(run, 40)), i);
    else data[i] = random.below(256);
    i += run;
  }
  return data;
}
