/** The generators of block contents that the recorded vectors name. */
export interface Recipe {
  readonly kind: "random" | "text" | "const" | "runs" | "counter" | "alpha" | "mixed";
  readonly length: number;
  readonly seed?: number;
  readonly value?: number;
  readonly k?: number;
  readonly blockSize?: number;
}

const words = [
  "tape ",
  "segment ",
  "block ",
  "header ",
  "volume ",
  "the ",
  "of ",
  "and ",
  "qic ",
  "zftape ",
  "floppy ",
  "sector ",
  "\n",
  "1234567890",
  "0123456789abcdef",
  "reed-solomon ",
].map((word) => new TextEncoder().encode(word));

export function generate(recipe: Recipe): Uint8Array {
  const { kind, length, seed = 0, value = 0, k = 2, blockSize = 1024 } = recipe;
  const draw = generator(seed);
  const bytes = new Uint8Array(length);
  switch (kind) {
    case "random":
      return bytes.map(draw);
    case "const":
      return bytes.fill(value);
    case "counter":
      return bytes.map((_, i) => i);
    case "alpha":
      return bytes.map(() => 97 + (draw() % k));
    case "text":
      return fill(bytes, () => words[draw() % words.length]!);
    case "runs":
      return fill(bytes, () => {
        const byte = draw();
        return new Uint8Array((draw() % 40) + 1).fill(byte);
      });
    case "mixed":
      for (let at = 0, i = 0; at < length; at += blockSize, i++) {
        const part = { length: Math.min(blockSize, length - at), seed: seed + i };
        bytes.set(generate({ kind: i % 3 === 0 ? "random" : "text", ...part }), at);
      }
      return bytes;
  }
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

function fill(bytes: Uint8Array, next: () => Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; ) {
    const part = next().subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
