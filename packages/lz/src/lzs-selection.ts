import type { LzsEngine, LzsEngineName, LzsKernel } from "./lzs-engine.js";
import { lzsCompressBound } from "./lzs-format.js";
import { referenceLzs } from "./lzs-reference.js";
import { createTypescriptLzs } from "./lzs-typescript.js";

/** Makes an LZS engine with working memory of its own, never grown. Without a name: the faster one. */
export function createLzsEngine(name: LzsEngineName = "typescript"): LzsEngine {
  switch (name) {
    case "reference":
      return checkedEngine(name, referenceLzs);
    case "typescript":
      return checkedEngine(name, createTypescriptLzs());
    default:
      throw new RangeError(`name is ${String(name)}, not reference or typescript`);
  }
}

/** Puts the check of the caller's arguments in front of a kernel. */
function checkedEngine(name: LzsEngineName, kernel: LzsKernel): LzsEngine {
  return {
    name,
    compress(plain, into) {
      const needed = lzsCompressBound(plain.length);
      if (into.length < needed) {
        throw new RangeError(`into has ${into.length} bytes, ${plain.length} need ${needed}`);
      }
      return kernel.compress(plain, into);
    },
    decompress: kernel.decompress,
  };
}

let shared: LzsEngine | undefined;

/** The process-wide LZS engine, made at the first call. */
export function lzs(): LzsEngine {
  shared ??= createLzsEngine();
  return shared;
}
