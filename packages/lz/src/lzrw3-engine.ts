/**
 * - `reference`: plain TypeScript, written to be read; the yardstick for the others;
 * - `typescript`: TypeScript written to be fast;
 * - `wasm`: hand-written WebAssembly, the fastest.
 */
export type Lzrw3EngineName = "reference" | "typescript" | "wasm";

/**
 * Compresses and expands single blocks. All engines give the same bytes, those of the original
 * compressor, and the same errors. Nothing is carried from block to block. Arguments are not kept;
 * the two arrays of a call must not overlap.
 */
export interface Lzrw3Engine {
  readonly name: Lzrw3EngineName;

  /**
   * Compresses one block into the beginning of `into` and returns the length of the stream, which
   * is at most `block.length`. Returns undefined when the block does not shrink: then the block
   * itself has to be stored, marked as such outside the stream. `into` behind the stream, and all
   * of it when undefined is returned, is scratch space.
   * @throws {RangeError} when `into` has fewer than `lzrw3CompressBound(block.length)` bytes.
   */
  compress(block: Uint8Array, into: Uint8Array): number | undefined;

  /**
   * Expands a stream to exactly `into.length` bytes. When it throws, the content of `into` is
   * undefined. Flag bytes and unused control bits may have any value.
   * @throws {LzError} `TRUNCATED`, `OVERRUN`, `LENGTH_MISMATCH`.
   */
  decompress(compressed: Uint8Array, into: Uint8Array): void;
}

/** The two loops of an engine, without the checks that all engines share. */
export type Lzrw3Kernel = Pick<Lzrw3Engine, "compress" | "decompress">;
