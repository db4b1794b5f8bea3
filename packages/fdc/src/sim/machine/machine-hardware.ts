/** The machine as a driver gets it: everything is answered at once, and waiting makes virtual time pass. */
import type { DmaMemory, Hardware } from "../../hardware.js";
import { bulkTransferOfSync } from "../../port-sequences/bulk-transfer.js";
import type { Ram } from "../dma/ram.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { Machine } from "./machine.js";

const BufferBytes = 0x8000;
const NsPerMs = 1e6;
const NsPerUs = 1e3;

/** @param dmaAddresses where the buffers of 32 KiB lie; none: there is no DMA */
export function hardwareOf(
  machine: Machine,
  clock: VirtualClock,
  dmaAddresses: readonly number[],
): Hardware {
  const done = Promise.resolve();
  const nowMs = () => clock.nowNs / NsPerMs;
  const sleep = (ms: number) => {
    clock.advance(ms * NsPerMs);
    return done;
  };
  return {
    io: {
      inb: (port) => Promise.resolve(machine.inb(port)),
      outb: (port, value) => {
        machine.outb(port, value);
        return done;
      },
    },
    clock: { now: nowMs, sleep, standsStill: true },
    irq: machine.irqs.interrupts,
    transfer: bulkTransferOfSync(machine, nowMs, (us) => clock.advance(us * NsPerUs)),
    ...(dmaAddresses.length > 0 && {
      dma: dmaAddresses.map((address) => dmaMemory(machine.ram, address)),
    }),
  };
}

function dmaMemory(ram: Ram, address: number): DmaMemory {
  return {
    address,
    sizeBytes: BufferBytes,
    load: async (offset, into) => {
      requireInside(offset, into.length);
      ram.read(address + offset, into);
    },
    store: async (offset, bytes) => {
      requireInside(offset, bytes.length);
      ram.write(address + offset, bytes);
    },
  };
}

function requireInside(offset: number, count: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset + count > BufferBytes)
    throw new RangeError(
      `offset must leave room in ${BufferBytes} bytes, got ${offset} for ${count} bytes`,
    );
}
