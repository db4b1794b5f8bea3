/** One access to a machine with a floppy controller in it, as it is recorded, replayed and explained. */

/** The first record of every trace: what the machine is made of. */
export interface TraceBegin {
  readonly kind: "begin";
  readonly atMs: number;
  /** Version of the trace format. */
  readonly version: 1;
  /** Whether time stood still unless somebody waited for it. */
  readonly standsStill: boolean;
  /** Whether interrupts could be waited for. */
  readonly interrupts: boolean;
  /** DMA buffers; empty where there is no DMA. */
  readonly buffers: readonly TraceBuffer[];
}

export interface TraceBuffer {
  readonly address: number;
  readonly sizeBytes: number;
}

/** A byte went to a port (`out`) or came from it (`in`). */
export interface TracePort {
  readonly kind: "out" | "in";
  /** When it was done, on the hardware's clock in milliseconds. So for all records. */
  readonly atMs: number;
  readonly port: number;
  readonly value: number;
}

/** Rises of an interrupt line that came before were forgotten. */
export interface TraceClear {
  readonly kind: "clear";
  readonly atMs: number;
  readonly irq: number;
}

/** Somebody waited for an interrupt; `atMs` is when the waiting ended. */
export interface TraceWait {
  readonly kind: "wait";
  readonly atMs: number;
  readonly irq: number;
  readonly timeoutMs: number;
  /** False after a time-out. */
  readonly rose: boolean;
}

/** Somebody slept; `atMs` is when he woke. */
export interface TraceSleep {
  readonly kind: "sleep";
  readonly atMs: number;
  readonly ms: number;
}

/** Somebody looked at a clock that had gone on by itself. */
export interface TraceNow {
  readonly kind: "now";
  readonly atMs: number;
}

/** Bytes were taken out of a DMA buffer (`load`) or put into it (`store`). */
export interface TraceMemory {
  readonly kind: "load" | "store";
  readonly atMs: number;
  /** Which buffer, counted from 0. */
  readonly buffer: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** `dataHash` of the bytes. */
  readonly hash: number;
  /** The bytes themselves, where the trace was asked to hold them. */
  readonly bytes?: Uint8Array;
}

export type TraceRecord =
  | TraceBegin
  | TracePort
  | TraceClear
  | TraceWait
  | TraceSleep
  | TraceNow
  | TraceMemory;

/** Takes records as they come. */
export type TraceSink = (record: TraceRecord) => void;

/** A number that tells contents apart: 32 bit FNV-1a. */
export function dataHash(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
