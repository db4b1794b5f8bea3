import { LzsCompressor } from "./lzs-compressor.js";
import { lzsCompressBound } from "./lzs-format.js";
import { LookaheadBytes } from "./lzs-search.js";
import { depthOf, type LzsSearchOptions } from "./lzs-search-options.js";
import { bestSearch } from "./lzs-selection.js";

/**
 * Compresses one stream whose bytes come in pieces of any length, in up to 130 KiB of memory. The
 * stream is that of the engines `wasm` and `typescript` of the same depth, however it is cut. Arguments are not kept and must not overlap.
 */
export interface LzsEncoder {
  /**
   * Takes the whole piece, and returns how many bytes of the stream stand at the start of `into`; what
   * is behind them is scratch space. The last few bytes wait for those that follow.
   * @throws {RangeError} when `into` has fewer than `lzsEncoderBound(plain.length)` bytes.
   */
  encode(plain: Uint8Array, into: Uint8Array): number;
  /**
   * Ends the stream, and returns how many bytes of it stand at the start of `into`. The encoder is
   * then ready for another stream.
   * @throws {RangeError} when `into` has fewer than `lzsEncoderBound(0)` bytes.
   */
  finish(into: Uint8Array): number;
}

/** Bytes that an encoder may write for a piece of `plainBytes`, those that waited included. */
export function lzsEncoderBound(plainBytes: number): number {
  return lzsCompressBound(plainBytes + LookaheadBytes);
}

/**
 * Makes an encoder.
 * @throws {RangeError} for a depth that does not exist.
 */
export function createLzsEncoder(options: LzsSearchOptions = {}): LzsEncoder {
  const compressor = new LzsCompressor(bestSearch(depthOf(options)).search);
  const check = (into: Uint8Array, plainBytes: number) => {
    const needed = lzsEncoderBound(plainBytes);
    if (into.length < needed)
      throw new RangeError(`into has ${into.length} bytes, ${plainBytes} more need ${needed}`);
  };
  return {
    encode(plain, into) {
      check(into, plain.length);
      return compressor.add(plain, into, 0);
    },
    finish(into) {
      check(into, 0);
      const length = compressor.finish(into, 0);
      compressor.restart();
      return length;
    },
  };
}
