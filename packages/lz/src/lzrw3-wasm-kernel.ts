/** LZRW3 in WebAssembly: copies into the module's memory, runs, copies out. Text: wat/lzrw3.wat. */
import { streamError } from "./errors.js";
import type { Lzrw3Kernel } from "./lzrw3-engine.js";
import { lzrw3Wasm } from "./lzrw3-wasm.js";

/** The part of the WebAssembly interface that is used here; libraries without a DOM lack it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

interface WasmGlobal {
  readonly value: number;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Addresses of the block and of the stream. */
  readonly text: WasmGlobal;
  readonly stream: WasmGlobal;
  /** Where `decompress` refused. */
  readonly offset: WasmGlobal;
  readonly expanded: WasmGlobal;
  compress(blockBytes: number): number;
  decompress(streamBytes: number, blockBytes: number): number;
}

/** What `decompress` returns: 0 done, else why not. */
const refusals = [undefined, "TRUNCATED", "OVERRUN", "LENGTH_MISMATCH"] as const;

let compiled: object | undefined;

/**
 * Kernel with a memory of its own (192 KiB), for blocks up to `Lzrw3MaxBlockBytes` and streams up to
 * the longest that such a block can have. The module is compiled at the first call.
 */
export function createWasmKernel(): Lzrw3Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(lzrw3Wasm), (c) => c.charCodeAt(0)));
  const wasm = new WebAssembly.Instance(compiled).exports as Exports;
  const memory = new Uint8Array(wasm.memory.buffer);
  const text = memory.subarray(wasm.text.value);
  const stream = memory.subarray(wasm.stream.value);
  return {
    compress(block, into) {
      text.set(block);
      const length = wasm.compress(block.length);
      if (length === 0) return undefined;
      into.set(stream.subarray(0, length));
      return length;
    },
    decompress(compressed, into) {
      stream.set(compressed);
      const refusal = refusals[wasm.decompress(compressed.length, into.length)];
      if (refusal !== undefined) {
        const { length } = compressed;
        throw streamError(refusal, length, into.length, wasm.offset.value, wasm.expanded.value);
      }
      into.set(text.subarray(0, into.length));
    },
  };
}
