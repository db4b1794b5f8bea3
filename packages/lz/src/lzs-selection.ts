import { LzError } from "./errors.js";
import type { LzsEngine, LzsEngineName, LzsKernel } from "./lzs-engine.js";
import { createFastLzs } from "./lzs-fast.js";
import { lzsCompressBound } from "./lzs-format.js";
import { referenceLzs } from "./lzs-reference.js";
import type { LzsSearch } from "./lzs-search.js";
import { depthOf, type LzsSearchOptions } from "./lzs-search-options.js";
import { createTypescriptSearch } from "./lzs-typescript-search.js";
import { createWasmSearch } from "./lzs-wasm-search.js";

/**
 * Makes an LZS engine with working memory of its own (up to 130 KiB, never grown). Without a name: the
 * fastest that runs here, `wasm`, or `typescript` where WebAssembly is missing or forbidden.
 * @throws {LzError} `ENGINE_UNAVAILABLE` when `wasm` is asked for and does not run here.
 * @throws {RangeError} for a name or a depth that does not exist.
 */
export function createLzsEngine(name?: LzsEngineName, options: LzsSearchOptions = {}): LzsEngine {
  const depth = depthOf(options);
  switch (name) {
    case undefined:
      return fastEngine(bestSearch(depth));
    case "reference":
      return checkedEngine(name, referenceLzs);
    case "typescript":
      return fastEngine({ name, search: createTypescriptSearch(depth) });
    case "wasm":
      return fastEngine(wasmSearch(depth));
    default:
      throw new RangeError(`name is ${String(name)}, not reference, typescript or wasm`);
  }
}

interface NamedSearch {
  readonly name: LzsEngineName;
  readonly search: LzsSearch;
}

function wasmSearch(depth: number): NamedSearch {
  try {
    return { name: "wasm", search: createWasmSearch(depth) };
  } catch (cause) {
    throw new LzError("ENGINE_UNAVAILABLE", "WebAssembly does not run here", {}, cause);
  }
}

/** The fastest search that runs here, with memory of its own. */
export function bestSearch(depth: number): NamedSearch {
  try {
    return wasmSearch(depth);
  } catch {
    // Expected where a content security policy forbids WebAssembly; the results are the same.
    return { name: "typescript", search: createTypescriptSearch(depth) };
  }
}

function fastEngine({ name, search }: NamedSearch): LzsEngine {
  return checkedEngine(name, createFastLzs(search));
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

/** The process-wide LZS engine, chosen at the first call. */
export function lzs(): LzsEngine {
  shared ??= createLzsEngine();
  return shared;
}
