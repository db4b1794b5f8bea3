/** Moves the bytes of one sector between drive and host; there are movers for DMA and for the processor. */
import type { SectorMark } from "../cable.js";
import type { ExecutionHost } from "./execution.js";

export const SectorBytes = 1024;

/** The deadline of a request comes so much before the byte that has no room any more. */
const ServiceMarginNs = 1500;

/** Told how it went. */
export interface MoverOwner {
  /** The sector has passed; whether DMA has reached its terminal count. */
  moved(terminal: boolean): void;
  /** A byte was not served in time. */
  lost(): void;
}

export interface SectorMover {
  /** The sector comes. `moves` is false where only its end is waited for, `last` when no other will follow. */
  move(mark: SectorMark, direction: "read" | "write", moves: boolean, last: boolean): void;
  cancel(): void;
}

/** Time from a FIFO request to the loss of a byte. */
export function serviceNs({ registers, byteNs }: ExecutionHost): number {
  return registers.threshold * byteNs - ServiceMarginNs;
}

/** How many bytes of the sector are moved before a fault strikes; -1: none does. */
export function struckAfter(host: ExecutionHost, operation: string, mark?: SectorMark): number {
  const { faults } = host;
  if (host.quirks.neverOverruns || !(faults.has("overrun") || faults.has("dmaLatency"))) return -1;
  const place = mark
    ? { operation, segment: mark.place >> 5, sector: mark.place & 31 }
    : { operation };
  const overrun = faults.strikes("overrun", place);
  if (overrun) return Number(overrun.byte ?? SectorBytes / 2);
  if (host.registers.nonDma) return -1;
  const late = faults.strikes("dmaLatency", place);
  return late && Number(late.us ?? 1000) * 1000 > serviceNs(host) ? host.registers.burst : -1;
}
