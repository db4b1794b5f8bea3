import type { LzError } from "./errors.js";

/**
 * - `reference`: plain TypeScript, written to be read; looks at every distance for the longest copy, so
 *   that its streams are the shortest and its compressor is slow; the yardstick for the others;
 * - `typescript`: TypeScript written to be fast;
 * - `wasm`: the same with a compressor in hand-written WebAssembly, the fastest.
 */
export type LzsEngineName = "reference" | "typescript" | "wasm";

/** How far a stream could be expanded. */
export interface LzsExpansion {
  /**
   * Bytes at the start of `into` that the stream gave, all of them good: the whole, or, when there is
   * an error, what came before it. Of a long copy whose length code is cut off these are the bytes
   * that the code already stood for. The rest of `into` is scratch space.
   */
  readonly expandedBytes: number;
  /**
   * Bytes of the stream up to and including the one that holds the end marker; what follows is not
   * part of it. With an error: bytes up to and including the one where the refused item begins.
   */
  readonly consumedBytes: number;
  /** Why the stream was refused; undefined when its end marker was reached. */
  readonly error: LzError | undefined;
}

/**
 * Compresses and expands whole streams. Streams have no history: nothing is carried from call to call.
 * All engines expand alike, errors included. `typescript` and `wasm` compress alike
 * when they search alike.
 * Arguments are not kept; the two arrays of a call must not overlap.
 */
export interface LzsEngine {
  readonly name: LzsEngineName;

  /**
   * Compresses `plain` into one stream at the beginning of `into` and returns its length, which may be
   * more than `plain.length`. The last byte is the one that holds the end of the end marker; what is
   * behind it in `into` is scratch space.
   * @throws {RangeError} when `into` has fewer than `lzsCompressBound(plain.length)` bytes.
   */
  compress(plain: Uint8Array, into: Uint8Array): number;

  /**
   * Expands one stream to at most `into.length` bytes; more is an error. Never throws for what is in
   * the stream: see {@link LzsExpansion}. Codes of its error: `TRUNCATED`, `OVERRUN`, `ZERO_OFFSET`,
   * `OFFSET_BEFORE_START`.
   */
  decompress(compressed: Uint8Array, into: Uint8Array): LzsExpansion;
}

/** The two loops of an engine, without the checks that all engines share. */
export type LzsKernel = Pick<LzsEngine, "compress" | "decompress">;
