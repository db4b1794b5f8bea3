/** The input generators of the compressed volumes in lzrw3.json. */
export interface Recipe {
  readonly kind: string;
  readonly seed: number;
  readonly length: number;
  readonly blockSize?: number;
}

const words = [
  ..."tape |segment |block |header |volume |the |of |and |qic |zftape |floppy |sector ".split("|"),
  ..."\n|1234567890|0123456789abcdef|reed-solomon ".split("|"),
];

function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

/** The bytes of a recipe: `random`, `text`, or `mixed` of both block by block. */
export function bytesOfRecipe({ kind, seed, length, blockSize }: Recipe): Uint8Array {
  if (kind === "mixed") {
    const blocks = Array.from({ length: length / blockSize! }, (_, i) =>
      bytesOfRecipe({ kind: i % 3 === 0 ? "random" : "text", seed: seed + i, length: blockSize! }),
    );
    return Buffer.concat(blocks);
  }
  const draw = draws(seed);
  if (kind === "random") return Uint8Array.from({ length }, draw);
  if (kind !== "text") throw new Error(`unknown recipe ${kind}`);
  let text = "";
  while (text.length < length) text += words[draw() % 16];
  return Buffer.from(text.slice(0, length), "latin1");
}
