import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("WebAssembly", undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("where WebAssembly is missing the engine is TypeScript", async () => {
  const { createEccEngine, createSegmentPool, eccEngine } = await import("../src/index.js");
  expect(eccEngine().name).toBe("typescript");
  expect(createEccEngine().name).toBe("typescript");
  const pool = createSegmentPool(1);
  expect(pool.engine.name).toBe("typescript");
  pool.engine.encode(pool.segment(0), 32);
  expect(pool.engine.check(pool.segment(0), 32)).toBe(true);
});

test("asking for the missing engine is an error with a code", async () => {
  const { createEccEngine, createSegmentPool } = await import("../src/index.js");
  const unavailable = expect.objectContaining({ code: "ENGINE_UNAVAILABLE", name: "EccError" });
  expect(() => createEccEngine("wasm")).toThrow(unavailable);
  expect(() => createSegmentPool(1, { engine: "wasm" })).toThrow(unavailable);
});
