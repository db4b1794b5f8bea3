import { LzError } from "./errors.js";
import { checkedEngine } from "./lzrw3-checked-engine.js";
import type { Lzrw3Engine, Lzrw3EngineName } from "./lzrw3-engine.js";
import { referenceKernel } from "./lzrw3-reference.js";
import { createTypescriptKernel } from "./lzrw3-typescript.js";
import { createWasmKernel } from "./lzrw3-wasm-kernel.js";

/**
 * Makes an engine with working memory of its own (up to 192 KiB, never grown). Without a name: the
 * fastest that runs here, `wasm`, or `typescript` where WebAssembly is missing or forbidden.
 * @throws {LzError} `ENGINE_UNAVAILABLE` when `wasm` is asked for and does not run here.
 */
export function createLzrw3Engine(name?: Lzrw3EngineName): Lzrw3Engine {
  switch (name) {
    case undefined:
      return bestEngine();
    case "reference":
      return checkedEngine(name, referenceKernel);
    case "typescript":
      return checkedEngine(name, createTypescriptKernel());
    case "wasm":
      return wasmEngine();
    default:
      throw new RangeError(`name is ${String(name)}, not reference, typescript or wasm`);
  }
}

function wasmEngine(): Lzrw3Engine {
  try {
    return checkedEngine("wasm", createWasmKernel());
  } catch (cause) {
    throw new LzError("ENGINE_UNAVAILABLE", "WebAssembly does not run here", {}, cause);
  }
}

function bestEngine(): Lzrw3Engine {
  try {
    return wasmEngine();
  } catch {
    // Expected where a content security policy forbids WebAssembly; the results are the same.
    return createLzrw3Engine("typescript");
  }
}

let shared: Lzrw3Engine | undefined;

/** The process-wide engine, chosen at the first call. */
export function lzrw3(): Lzrw3Engine {
  shared ??= createLzrw3Engine();
  return shared;
}
