import { expect } from "vitest";
import { LzError, type Lzrw3Engine, lzrw3CompressBound } from "../src/index.js";

export const engineNames = ["reference", "typescript", "wasm"] as const;

/** A view at an odd offset in a larger buffer, and a check that only the view was written to. */
export function guarded(length: number): { view: Uint8Array; intact: () => boolean } {
  const around = new Uint8Array(length + 96).fill(0xa5);
  const before = around.subarray(0, 33);
  const behind = around.subarray(33 + length);
  return {
    view: around.subarray(33, 33 + length),
    intact: () => [before, behind].every((part) => part.every((byte) => byte === 0xa5)),
  };
}

/** The stream, or undefined for a block to be stored; fails when a byte outside was touched. */
export function compress(engine: Lzrw3Engine, block: Uint8Array): Uint8Array | undefined {
  const original = block.slice();
  const { view, intact } = guarded(lzrw3CompressBound(block.length));
  const length = engine.compress(block, view);
  expect(intact()).toBe(true);
  expect(Buffer.compare(block, original)).toBe(0);
  return length === undefined ? undefined : view.slice(0, length);
}

/** The block, or the refusal; fails on any other error and when a byte outside was touched. */
export function decompress(
  engine: Lzrw3Engine,
  compressed: Uint8Array,
  blockBytes: number,
): Uint8Array | LzError {
  const original = compressed.slice();
  const { view, intact } = guarded(blockBytes);
  const result = attempt(() => engine.decompress(compressed, view));
  expect(intact()).toBe(true);
  expect(Buffer.compare(compressed, original)).toBe(0);
  return result ?? view.slice();
}

function attempt(action: () => void): LzError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof LzError) return error;
    throw error;
  }
}
