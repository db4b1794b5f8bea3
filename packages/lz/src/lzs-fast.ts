/** LZS for speed: one compressor and one expander, used for stream after stream. */
import { LzsCompressor } from "./lzs-compressor.js";
import type { LzsKernel } from "./lzs-engine.js";
import { LzsExpander } from "./lzs-expander.js";
import { refusedExpansion } from "./lzs-refusal.js";
import type { LzsSearch } from "./lzs-search.js";

/** Kernel with working memory of its own. */
export function createFastLzs(search: LzsSearch): LzsKernel {
  const compressor = new LzsCompressor(search);
  const expander = new LzsExpander(0);
  return {
    compress(plain, into) {
      compressor.restart();
      return compressor.finish(into, compressor.add(plain, into, 0));
    },
    decompress(compressed, into) {
      expander.restart(into.length);
      expander.run(compressed, into);
      const error = expander.finish();
      if (error !== undefined) return refusedExpansion(error);
      const { expandedBytes, consumedBytes } = expander;
      return { expandedBytes, consumedBytes, error };
    },
  };
}
