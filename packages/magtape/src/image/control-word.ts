import { type ImageSource, u32At } from "./image-source.js";

/** Control words of SIMH and E11 images that stand alone. */
export const ControlWord = {
  Mark: 0x00000000,
  /** Begins 2 bytes in front of a whole gap: met where a gap was overwritten in part. */
  HalfGap: 0xfffeffff,
  Gap: 0xfffffffe,
  EndOfMedium: 0xffffffff,
} as const;

/** In a word whose low 24 bits are a length: the record was read with an error. */
export const DamagedFlag = 0x80000000;

export type WordMeaning =
  | { readonly kind: "mark" | "gap" | "half-gap" | "end-marker" | "marker" | "unknown" }
  | { readonly kind: "record"; readonly lengthBytes: number; readonly damaged: boolean }
  /** Private or reserved record: length at both ends, no part of the tape's contents. */
  | { readonly kind: "foreign"; readonly lengthBytes: number };

/**
 * What a control word means to a reader that goes forward. The top 4 bits are its class: 0 good record or
 * mark, 8 bad record, 7 private marker, F standard marker, the others records to be passed over.
 */
export function meaningOf(word: number): WordMeaning {
  if (word === ControlWord.Mark) return { kind: "mark" };
  if (word === ControlWord.Gap) return { kind: "gap" };
  if (word === ControlWord.HalfGap) return { kind: "half-gap" };
  if (word === ControlWord.EndOfMedium) return { kind: "end-marker" };
  const wordClass = word >>> 28;
  const lengthBytes = word & 0x0fffffff;
  if (wordClass === 7) return { kind: "marker" };
  if (wordClass === 15) return { kind: "unknown" };
  if (wordClass !== 0 && wordClass !== 8) return { kind: "foreign", lengthBytes };
  if (lengthBytes > 0xffffff) return { kind: "unknown" };
  return { kind: "record", lengthBytes, damaged: wordClass === 8 };
}

/**
 * The same going backward. What was overwritten left the high half of a gap word behind a record's own
 * word, so that the 4 bytes read as FFFF00xx or FFFF80xx; FFFFFFFF is such a half, too.
 */
export function meaningBackward(word: number): WordMeaning {
  const halfGap = (word & 0xffff7f00) >>> 0 === 0xffff0000 || word === ControlWord.EndOfMedium;
  return halfGap || word === ControlWord.HalfGap ? { kind: "half-gap" } : meaningOf(word);
}

/** Bytes of words equal to `word` from `offset` on, as far as a look goes; one was seen there. */
export async function runForward(
  source: ImageSource,
  offset: number,
  word: number,
): Promise<number> {
  const bytes = await source.pieceFrom(offset);
  let run = 4;
  while (run + 4 <= bytes.length && u32At(bytes, run) === word) run += 4;
  return run;
}

/** Bytes of words equal to `word` that end at `offset`, as far as a look goes; one was seen there. */
export async function runBackward(
  source: ImageSource,
  offset: number,
  word: number,
): Promise<number> {
  const bytes = await source.pieceBefore(offset);
  let run = 4;
  while (run + 4 <= bytes.length && u32At(bytes, bytes.length - run - 4) === word) run += 4;
  return run;
}
