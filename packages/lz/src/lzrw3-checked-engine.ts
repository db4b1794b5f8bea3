import type { Lzrw3Engine, Lzrw3EngineName, Lzrw3Kernel } from "./lzrw3-engine.js";
import { Lzrw3MaxBlockBytes, longestStreamBytes, lzrw3CompressBound } from "./lzrw3-format.js";
import { referenceKernel } from "./lzrw3-reference.js";

/**
 * Puts the shared checks in front of a kernel. Blocks over {@link Lzrw3MaxBlockBytes}, which no
 * volume has and for which 16-bit positions are too small, go to the reference; so do streams longer
 * than any that expands to the block, because the kernels have no room for them.
 */
export function checkedEngine(name: Lzrw3EngineName, kernel: Lzrw3Kernel): Lzrw3Engine {
  return {
    name,
    compress(block, into) {
      const needed = lzrw3CompressBound(block.length);
      if (into.length < needed) {
        throw new RangeError(
          `into has ${into.length} bytes, a block of ${block.length} needs ${needed}`,
        );
      }
      const fits = block.length <= Lzrw3MaxBlockBytes;
      return (fits ? kernel : referenceKernel).compress(block, into);
    },
    decompress(compressed, into) {
      const fits =
        into.length <= Lzrw3MaxBlockBytes && compressed.length <= longestStreamBytes(into.length);
      (fits ? kernel : referenceKernel).decompress(compressed, into);
    },
  };
}
