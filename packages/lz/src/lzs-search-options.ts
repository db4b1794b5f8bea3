import { MaxOffset } from "./lzs-format.js";

/** How a fast compressor looks for what it can copy. The engine `reference` always looks everywhere. */
export interface LzsSearchOptions {
  /**
   * Strings that are compared at each position, 1 to 2047: more make shorter streams and take longer.
   * 1 is the fastest. Default 8.
   */
  readonly depth?: number;
}

const DefaultDepth = 8;

/** @throws {RangeError} when the depth is no whole number from 1 to 2047. */
export function depthOf({ depth = DefaultDepth }: LzsSearchOptions): number {
  if (!Number.isInteger(depth) || depth < 1 || depth > MaxOffset)
    throw new RangeError(`depth is ${depth}, not 1 to ${MaxOffset}`);
  return depth;
}
