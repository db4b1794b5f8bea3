/** The choice of an engine. */
import type { EccEngine, EccEngineName } from "./engine.js";
import { createKernelEngine } from "./kernel-engine.js";
import { createNaiveEngine } from "./naive-engine.js";
import { createTypescriptKernel } from "./typescript-kernel.js";
import { createWasmKernel } from "./wasm-kernel.js";
import { createWasmMemory, hasWasmSimd } from "./wasm-module.js";

let shared: EccEngine | undefined;

/**
 * A new engine with scratch memory of its own: the one asked for, or the fastest that runs here
 * (`wasm`, else `typescript`). For segments that are checked where they were read, create a pool
 * and use its engine.
 * @throws {EccError} `ENGINE_UNAVAILABLE` when the engine asked for does not run here
 * @throws {TypeError} for an unknown name
 */
export function createEccEngine(name: EccEngineName = bestEngineName()): EccEngine {
  switch (name) {
    case "naive":
      return createNaiveEngine();
    case "typescript":
      return createKernelEngine(createTypescriptKernel());
    case "wasm":
      return createKernelEngine(createWasmKernel(createWasmMemory(1)));
    default:
      throw new TypeError(`name must be naive, typescript or wasm, not ${String(name)}`);
  }
}

/** The fastest engine, one for the whole process, created at first use. */
export function eccEngine(): EccEngine {
  shared ??= createEccEngine();
  return shared;
}

export function bestEngineName(): EccEngineName {
  return hasWasmSimd() ? "wasm" : "typescript";
}
