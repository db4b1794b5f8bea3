/** Faults between controller and memory. */
import type { DmaChannel, StoreHook } from "../dma/dma-channel.js";
import type { CommandFaults } from "./command-faults.js";

/** The bus that FAQ and drivers of the time know: every other byte stored there becomes ffh. */
const BadMemory = { first: 0x1a0000, last: 0x1bffff } as const;

/** At the begin of a command that moves data by DMA. */
export function troubleDma(channel: DmaChannel, faults: CommandFaults): void {
  channel.onStore = undefined;
  const boundary = faults.strike("dmaBoundary");
  if (boundary) channel.wrapAfter = Number(boundary.bytes ?? 512);
  const bus = faults.strike("busFault");
  if (bus)
    channel.onStore = spoilOddBytes(
      Number(bus.first ?? BadMemory.first),
      Number(bus.last ?? BadMemory.last),
    );
}

/** At the end of such a command. */
export function falsifyResidue(channel: DmaChannel, faults: CommandFaults): void {
  const residue = faults.strike("dmaResidue");
  if (residue) channel.count = (channel.count + Number(residue.bytes ?? 1024)) & 0xffff;
}

function spoilOddBytes(first: number, last: number): StoreHook {
  return (page, offset, address, count) => {
    for (let at = address | 1; at < address + count; at += 2)
      if (at >= first && at <= last) page[offset + at - address] = 0xff;
  };
}
