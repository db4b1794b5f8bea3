/** Segment buffers in memory that an engine works on in place. */
import { bestEngineName, createEccEngine } from "./create-engine.js";
import type { EccEngine, EccEngineName } from "./engine.js";
import { createKernelEngine } from "./kernel-engine.js";
import { SegmentBytes } from "./segment.js";
import { createWasmKernel, PoolOffset } from "./wasm-kernel.js";
import { createWasmMemory, PageBytes } from "./wasm-module.js";

/** One GiB of segments. */
const MaxSegments = 32768;

export interface SegmentPool {
  /**
   * `segmentCount` * 32768 bytes, allocated once and never moved. Views of it may be handed to
   * anything that fills memory, such as a file read; segments of it reach the verdict of
   * {@link SegmentPool.engine} without being copied. Its `buffer` is larger than it is: the rest
   * belongs to the engine.
   */
  readonly bytes: Uint8Array;
  readonly segmentCount: number;
  /** A view of one segment: `bytes` from `index` * 32768 on. The same object at every call. */
  segment(index: number): Uint8Array;
  /** The engine that belongs to this memory; it also takes any other memory, by copying. */
  readonly engine: EccEngine;
}

export interface SegmentPoolOptions {
  /** Engine of the pool. Default: the fastest that runs here. */
  readonly engine?: EccEngineName;
}

/**
 * Creates a pool of 1..32768 segments; 8 to 64 stay in a processor's cache between reading and
 * checking.
 * @throws {EccError} `ENGINE_UNAVAILABLE` when the engine asked for does not run here
 * @throws {RangeError} for a count out of range or more memory than the host grants
 */
export function createSegmentPool(
  segmentCount: number,
  options: SegmentPoolOptions = {},
): SegmentPool {
  if (!Number.isInteger(segmentCount) || segmentCount < 1 || segmentCount > MaxSegments)
    throw new RangeError(`segmentCount must be 1 to ${MaxSegments}, not ${segmentCount}`);
  const { bytes, engine } = allocate(segmentCount, options.engine ?? bestEngineName());
  const segments = Array.from({ length: segmentCount }, (_, index) =>
    bytes.subarray(index * SegmentBytes, (index + 1) * SegmentBytes),
  );
  return {
    bytes,
    segmentCount,
    engine,
    segment(index) {
      const segment = segments[index];
      if (segment === undefined)
        throw new RangeError(`index must be 0 to ${segmentCount - 1}, not ${index}`);
      return segment;
    },
  };
}

function allocate(
  segmentCount: number,
  name: EccEngineName,
): Pick<SegmentPool, "bytes" | "engine"> {
  const byteCount = segmentCount * SegmentBytes;
  if (name !== "wasm") return { bytes: new Uint8Array(byteCount), engine: createEccEngine(name) };
  const memory = createWasmMemory(Math.ceil((PoolOffset + byteCount) / PageBytes));
  return {
    bytes: new Uint8Array(memory.buffer, PoolOffset, byteCount),
    engine: createKernelEngine(createWasmKernel(memory)),
  };
}
