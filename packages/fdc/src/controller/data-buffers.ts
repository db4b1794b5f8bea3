import { FdcError } from "../errors.js";
import type { DmaMemory } from "../hardware.js";
import type { DataBuffer } from "./controller.js";
import { dmaObstacle } from "./dma-channel.js";

/** A segment of 32 sectors. */
const SegmentBytes = 32 * 1024;
const MemoryBuffers = 2;

/** A buffer in the program's own memory: the processor moves the bytes. */
export interface MemoryBuffer extends DataBuffer {
  readonly bytes: Uint8Array;
}

/** Two buffers of one segment each. */
export function createMemoryBuffers(): readonly MemoryBuffer[] {
  return Array.from({ length: MemoryBuffers }, () => {
    const bytes = new Uint8Array(SegmentBytes);
    return {
      bytes,
      sizeBytes: SegmentBytes,
      load: async (offset: number, into: Uint8Array) => {
        into.set(bytes.subarray(offset, offset + into.length));
      },
      store: async (offset: number, from: Uint8Array) => {
        bytes.set(from, offset);
      },
    };
  });
}

/**
 * Checks that DMA can fill every buffer with a segment.
 * @throws {FdcError} `DMA_UNUSABLE` with the reason.
 */
export function requireDmaBuffers(buffers: readonly DmaMemory[] | undefined): readonly DmaMemory[] {
  if (buffers === undefined || buffers.length === 0)
    throw new FdcError(
      "DMA_UNUSABLE",
      "there is no memory for DMA: let the processor move the bytes",
    );
  for (const { address, sizeBytes } of buffers) {
    const obstacle =
      sizeBytes < SegmentBytes
        ? `it has ${sizeBytes} bytes, less than a segment's ${SegmentBytes}`
        : dmaObstacle(address, sizeBytes);
    if (obstacle !== undefined)
      throw new FdcError("DMA_UNUSABLE", `DMA cannot use a buffer: ${obstacle}`, {
        address,
        sizeBytes,
      });
  }
  return buffers;
}
