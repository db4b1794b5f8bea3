/** The WebAssembly kernels as an object: compiled at first use, once for all instances. */
import { eccWasm } from "./ecc-wasm.js";
import { EccError } from "./errors.js";

/** The part of the WebAssembly interface that is used here; libraries without a DOM lack it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (pages: { initial: number; maximum: number }) => WasmMemory;
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** The exports of wat/ecc.wat; every number but a count or a constant is an address. */
export interface WasmKernels {
  sums(segment: number, sectors: number, rows: number): number;
  combine(rows: number, c0: number, c1: number, c2: number, into: number, keepMask: number): number;
  touch(from: number, bytes: number): number;
}

/** Unit in which WebAssembly memory is sized. */
export const PageBytes = 65536;

let compiled: object | undefined;

/**
 * Memory of exactly `pages` pages; it never grows, because growing would detach every view.
 * @throws {RangeError} when the host does not grant as much
 */
export function createWasmMemory(pages: number): WasmMemory {
  requireModule();
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}

/** @throws {EccError} `ENGINE_UNAVAILABLE` */
export function instantiateKernels(memory: WasmMemory): WasmKernels {
  const { exports } = new WebAssembly.Instance(requireModule(), { host: { memory } });
  return exports as WasmKernels;
}

/** Whether this host runs the kernels. */
export function hasWasmSimd(): boolean {
  try {
    requireModule();
    return true;
  } catch {
    // Any refusal means the same to a caller who asks: choose another engine.
    return false;
  }
}

function requireModule(): object {
  try {
    compiled ??= new WebAssembly.Module(decodeBase64(eccWasm));
    return compiled;
  } catch (cause) {
    throw new EccError(
      "ENGINE_UNAVAILABLE",
      "the wasm engine needs WebAssembly with SIMD, which this host does not run",
      { engine: "wasm" },
      cause,
    );
  }
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
