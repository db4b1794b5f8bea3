import type { LzError } from "./errors.js";
import { LzsExpander, type LzsStop } from "./lzs-expander.js";

export interface LzsDecoderOptions {
  /** Most bytes that the stream may expand to; more is the error `OVERRUN`. Default: no limit. */
  readonly limitBytes?: number;
}

/** What one call did. */
export interface LzsDecoderStep {
  /** Bytes of the piece that were used; what follows has to be given again, or is not of the stream. */
  readonly consumedBytes: number;
  /** Bytes at the start of `into` that were made. */
  readonly expandedBytes: number;
  /**
   * Why it stopped. `input`: all of the piece is used, the next one is wanted; `room`: `into` is full
   * and the stream goes on; `end`: the end marker was reached; `error`: the stream is refused, what was
   * made before is good.
   */
  readonly stop: LzsStop;
  /** Why it is refused; offsets count from the start of the stream. */
  readonly error: LzError | undefined;
}

/**
 * Expands one stream that comes in pieces of any length, in 2 KiB of memory. The bytes do not depend on
 * how the stream and the room for them are cut. Arguments are not kept and must not overlap.
 */
export interface LzsDecoder {
  /** Goes on with the next piece; `into` behind the bytes made is scratch space. */
  decode(compressed: Uint8Array, into: Uint8Array): LzsDecoderStep;
  /**
   * Says that there are no more pieces. Returns what is wrong: the error that was found, or `TRUNCATED`
   * without an end marker; undefined when all is well.
   */
  finish(): LzError | undefined;
}

/** Makes a decoder for one stream. */
export function createLzsDecoder(options: LzsDecoderOptions = {}): LzsDecoder {
  const { limitBytes = Number.POSITIVE_INFINITY } = options;
  if (!(limitBytes >= 0)) throw new RangeError(`limitBytes is ${limitBytes}, not 0 or more`);
  const expander = new LzsExpander(limitBytes);
  return {
    decode(compressed, into) {
      const stop = expander.run(compressed, into);
      const { consumedBytes, expandedBytes, error } = expander;
      return { consumedBytes, expandedBytes, stop, error };
    },
    finish: () => expander.finish(),
  };
}
