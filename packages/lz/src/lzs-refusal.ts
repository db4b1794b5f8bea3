import { LzError } from "./errors.js";
import type { LzsExpansion } from "./lzs-engine.js";

const reasons = {
  TRUNCATED: "stream is cut off before its end marker",
  OVERRUN: "stream expands to more than it may",
  ZERO_OFFSET: "copy from no distance in the long form",
  OFFSET_BEFORE_START: "copy from before the first byte",
} as const;

/** Why an LZS stream is refused. */
export type LzsRefusal = keyof typeof reasons;

/** Where an LZS stream is refused: the item, or the group of a long copy, at `bitPosition`. */
export interface LzsPlace {
  readonly compressedBytes: number;
  /** Most bytes that the stream may expand to; undefined without a limit. */
  readonly limitBytes: number | undefined;
  /** Bits of the stream before the item. */
  readonly bitPosition: number;
  readonly expandedBytes: number;
}

/** The error of a refused LZS stream, with the numbers in its message. */
export function lzsError(code: LzsRefusal, place: LzsPlace): LzError {
  const { compressedBytes, limitBytes, bitPosition, expandedBytes } = place;
  const offset = Math.floor(bitPosition / 8);
  const bit = bitPosition % 8;
  const limit = limitBytes === undefined ? "" : ` of at most ${limitBytes}`;
  return new LzError(
    code,
    `${reasons[code]}: byte ${offset} bit ${bit} of ${compressedBytes} bytes, ${expandedBytes}${limit} bytes expanded`,
    {
      compressedBytes,
      ...(limitBytes === undefined ? {} : { blockBytes: limitBytes }),
      offset,
      bit,
      expandedBytes,
    },
  );
}

/** What could be expanded of a stream that is refused with `error`. */
export function refusedExpansion(error: LzError): LzsExpansion {
  const { compressedBytes = 0, offset = 0, expandedBytes = 0 } = error.details;
  return { expandedBytes, consumedBytes: Math.min(compressedBytes, offset + 1), error };
}
