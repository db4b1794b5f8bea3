/** The search in WebAssembly. Its text: wat/lzs-search.wat. */
import type { LzsSearch, WindowState } from "./lzs-search.js";
import { enterBytesOf, PaddingBytes, WindowBytes } from "./lzs-search.js";
import { lzsSearchWasm } from "./lzs-search-wasm.js";

/** The part of the WebAssembly interface that is used here; libraries without a DOM lack it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** What is handed over before a run, and what is taken back. */
const given = ["end", "done", "entered", "base", "bits", "bitCount"] as const;
const taken = ["done", "entered", "bits", "bitCount", "openOffset", "openBytes"] as const;

type Exports = {
  readonly [name in keyof WindowState]: { value: number };
} & {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly depth: { value: number };
  readonly enterBytes: { value: number };
  /** Addresses. */
  readonly text: { readonly value: number };
  readonly output: { readonly value: number };
  clear(): void;
  run(final: number): number;
};

let compiled: object | undefined;

/** Search with a memory of its own (128 KiB). The module is compiled at the first call. */
export function createWasmSearch(depth: number): LzsSearch {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(lzsSearchWasm), (c) => c.charCodeAt(0)));
  const wasm = new WebAssembly.Instance(compiled).exports as Exports;
  wasm.depth.value = depth;
  wasm.enterBytes.value = enterBytesOf(depth);
  const memory = new Uint8Array(wasm.memory.buffer);
  const text = memory.subarray(wasm.text.value, wasm.text.value + WindowBytes + PaddingBytes);
  const output = memory.subarray(wasm.output.value);
  return {
    text,
    clear: wasm.clear,
    run(window, into, at, final) {
      for (const name of given) wasm[name].value = window[name];
      wasm.openOffset.value = 0;
      const length = wasm.run(final ? 1 : 0);
      for (const name of taken) window[name] = wasm[name].value;
      into.set(output.subarray(0, length), at);
      return at + length;
    },
  };
}
