/** Faults between controller and memory. */
import type { DmaChannel, StoreHook } from "../dma/dma-channel.js";
import type { FaultPlace, Faults } from "../faults/faults.js";

/** The bus that FAQ and drivers of the time know: every other byte stored there becomes ffh. */
const BadMemory = { first: 0x1a0000, last: 0x1bffff } as const;

/** At the begin of a command that moves data by DMA. */
export function troubleDma(channel: DmaChannel, faults: Faults, place: FaultPlace): void {
  channel.onStore = undefined;
  if (faults.has("dmaBoundary")) {
    const boundary = faults.strikes("dmaBoundary", place);
    if (boundary) channel.wrapAfter = Number(boundary.bytes ?? 512);
  }
  if (faults.has("busFault")) {
    const bus = faults.strikes("busFault", place);
    if (bus)
      channel.onStore = spoilOddBytes(
        Number(bus.first ?? BadMemory.first),
        Number(bus.last ?? BadMemory.last),
      );
  }
}

/** At the end of such a command. */
export function falsifyResidue(channel: DmaChannel, faults: Faults, place: FaultPlace): void {
  if (!faults.has("dmaResidue")) return;
  const residue = faults.strikes("dmaResidue", place);
  if (residue) channel.count = (channel.count + Number(residue.bytes ?? 1024)) & 0xffff;
}

function spoilOddBytes(first: number, last: number): StoreHook {
  return (page, offset, address, count) => {
    for (let at = address | 1; at < address + count; at += 2)
      if (at >= first && at <= last) page[offset + at - address] = 0xff;
  };
}
