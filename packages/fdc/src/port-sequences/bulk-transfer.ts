/** The two runners of port sequences. */
import type { BulkTransfer, Clock, PortIo } from "../hardware.js";
import { exchange, outAll, readResult, sendCommand } from "./fifo-loops.js";
import { byteOf, isIdle, isWrite, type Now, operand, type PortSequence } from "./sequence.js";

/** Ports that answer at once. */
export interface SyncPorts {
  inb(port: number): number;
  outb(port: number, value: number): void;
}

/** A port of the PC that has no effect; every access to it takes about a microsecond. */
const DelayPort = 0x80;

/** Bulk transfers over ports that answer with a promise. */
export function bulkTransferOf(io: PortIo, clock: Clock): BulkTransfer {
  const now = () => clock.now();
  async function run<T>(sequence: PortSequence<T>): Promise<T> {
    let step = sequence.next();
    while (!step.done) {
      const access = step.value;
      let value = 0;
      if (isIdle(access)) {
        // Elsewhere a promise takes longer than what is to be waited for.
        if (clock.standsStill) await clock.sleep(operand(access) / 1000);
      } else if (isWrite(access)) await io.outb(operand(access), byteOf(access));
      else value = await io.inb(access);
      step = sequence.next(value);
    }
    return step.value;
  }
  return bulkTransfer(run, now);
}

/**
 * Bulk transfers over ports that answer at once, done before the call returns.
 * @param now milliseconds, with fractions
 * @param idle lets so many microseconds pass; without it, ports without effect are read for so long
 */
export function bulkTransferOfSync(
  ports: SyncPorts,
  now: Now,
  idle: (microseconds: number) => void = (us) => readDelayPort(ports, now, us),
): BulkTransfer {
  function run<T>(sequence: PortSequence<T>): Promise<T> {
    let step = sequence.next();
    while (!step.done) {
      const access = step.value;
      if (isWrite(access)) {
        ports.outb(operand(access), byteOf(access));
        step = sequence.next(0);
      } else if (isIdle(access)) {
        idle(operand(access));
        step = sequence.next(0);
      } else step = sequence.next(ports.inb(access));
    }
    return Promise.resolve(step.value);
  }
  return bulkTransfer(run, now);
}

function bulkTransfer(run: <T>(sequence: PortSequence<T>) => Promise<T>, now: Now): BulkTransfer {
  return {
    outAll: (writes) => run(outAll(writes)),
    sendCommand: (base, bytes, limitUs) => run(sendCommand(base, bytes, limitUs, now)),
    readResult: (base, into, limitUs) => run(readResult(base, into, limitUs, now)),
    exchange: (base, direction, bytes, limitMs) =>
      run(exchange(base, direction, bytes, limitMs, now)),
  };
}

function readDelayPort(ports: SyncPorts, now: Now, microseconds: number): void {
  const untilMs = now() + microseconds / 1000;
  for (let reads = 0; reads < 4 * microseconds && now() < untilMs; reads++) ports.inb(DelayPort);
}
