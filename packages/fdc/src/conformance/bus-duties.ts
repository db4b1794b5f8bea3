/** Ports and memory. */
import type { ConformanceRunner } from "@floppytape/cartridge/conformance";
import { bulkTransferOf } from "../port-sequences/bulk-transfer.js";
import type { Duty } from "./duty.js";
import { reasonOf, resetController } from "./machine-steps.js";

const pageBytes = 0x10000;
const segmentBytes = 0x8000;
const dmaReach = 1 << 24;

export function busDuties(duty: Duty, expect: ConformanceRunner["expect"]): void {
  duty(
    "ports give bytes, and all ones where nothing answers",
    async ({ hardware: { io }, base }) => {
      const status = await io.inb(base + 4);
      expect(Number.isInteger(status) && status >= 0 && status <= 0xff).toBe(true);
      expect(await io.inb(0xe7f8)).toBe(0xff);
    },
  );

  duty("a register keeps what was written", async (fixture) => {
    await resetController(fixture);
    const { io } = fixture.hardware;
    for (const dor of [0x1c, 0x0d, 0x0c]) {
      await io.outb(fixture.base + 2, dor);
      expect(((await io.inb(fixture.base + 2)) & 0x0f) === (dor & 0x0f)).toBe(true);
    }
  });

  duty("writes in a row arrive one by one and in order", async ({ hardware, dmaChannel }) => {
    const { io, clock } = hardware;
    const transfer = hardware.transfer ?? bulkTransferOf(io, clock);
    const count = 2 * dmaChannel + 1;
    // Two bytes through one port, the lower one first: an order that was lost is seen.
    await transfer.outAll([0x0a, 4 | dmaChannel, 0x0c, 0, count, 0x34, count, 0x12, 0x0c, 0]);
    expect([await io.inb(count), await io.inb(count)]).toEqual([0x34, 0x12]);
    await transfer.outAll([]);
  });

  duty("DMA buffers hold a segment and lie where DMA reaches them", async ({ hardware }) => {
    for (const { address, sizeBytes } of hardware.dma ?? []) {
      expect(sizeBytes >= segmentBytes).toBe(true);
      expect(address >= 0 && address + sizeBytes <= dmaReach).toBe(true);
      const lastByte = address + sizeBytes - 1;
      expect(Math.floor(address / pageBytes)).toBe(Math.floor(lastByte / pageBytes));
    }
  });

  duty(
    "what is stored in a DMA buffer is loaded from it, and nothing else changes",
    async (fixture) => {
      const buffers = fixture.hardware.dma ?? [];
      for (const [i, buffer] of buffers.entries()) {
        const content = pattern(buffer.sizeBytes, i);
        await buffer.store(0, content);
        content.fill(0);
      }
      for (const [i, buffer] of buffers.entries()) {
        const expected = pattern(buffer.sizeBytes, i);
        const middle = Uint8Array.of(1, 2, 3, 4, 5);
        await buffer.store(1021, middle);
        expected.set(middle, 1021);
        await buffer.store(buffer.sizeBytes, new Uint8Array(0));
        const found = new Uint8Array(buffer.sizeBytes);
        await buffer.load(0, found);
        expect(same(found, expected)).toBe(true);
        const piece = new Uint8Array(7).fill(0xee);
        await buffer.load(1020, piece.subarray(1, 6));
        expect([...piece]).toEqual([0xee, ...expected.subarray(1020, 1025), 0xee]);
      }
    },
  );

  duty("a DMA buffer cannot be left", async ({ hardware: { dma = [] } }) => {
    const two = new Uint8Array(2);
    for (const memory of dma)
      for (const offset of [-1, memory.sizeBytes - 1, 0.5, Number.NaN]) {
        expect((await reasonOf(memory.load(offset, two))) instanceof RangeError).toBe(true);
        expect((await reasonOf(memory.store(offset, two))) instanceof RangeError).toBe(true);
      }
  });
}

function pattern(sizeBytes: number, seed: number): Uint8Array {
  return new Uint8Array(sizeBytes).map((_, i) => (i >>> 8) * 5 + i * 3 + seed * 77);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
