/** A hardware that tells everything that is done to it. */
import type { DmaMemory, Hardware, Interrupts } from "../hardware.js";
import { dataHash, type TraceSink } from "./trace-record.js";

export interface RecordOptions {
  /** Whether records of DMA memory hold the bytes: needed to replay a read. Default false. */
  bytes?: boolean;
}

/**
 * The same hardware, access by access: bulk transfers are left out, so that they are made from port
 * accesses that can be seen. A record is given to `sink` when its access is done; failed ones give none.
 */
export function recordHardware(
  hardware: Hardware,
  sink: TraceSink,
  options: RecordOptions = {},
): Hardware {
  const { clock, dma, io, irq } = hardware;
  let last = clock.now();
  const now = () => (last = clock.now());
  sink({
    kind: "begin",
    atMs: last,
    version: 1,
    standsStill: clock.standsStill,
    interrupts: irq !== undefined,
    buffers: (dma ?? []).map(({ address, sizeBytes }) => ({ address, sizeBytes })),
  });
  return {
    io: {
      async inb(port) {
        const value = await io.inb(port);
        sink({ kind: "in", atMs: now(), port, value });
        return value;
      },
      async outb(port, value) {
        await io.outb(port, value);
        sink({ kind: "out", atMs: now(), port, value });
      },
    },
    clock: {
      standsStill: clock.standsStill,
      now() {
        const before = last;
        if (now() !== before) sink({ kind: "now", atMs: last });
        return last;
      },
      async sleep(ms) {
        await clock.sleep(ms);
        sink({ kind: "sleep", atMs: now(), ms });
      },
    },
    ...(dma && { dma: dma.map((memory, buffer) => recordMemory(memory, buffer)) }),
    ...(irq && { irq: recordInterrupts(irq) }),
  };

  function recordMemory(memory: DmaMemory, buffer: number): DmaMemory {
    const add = (kind: "load" | "store", offset: number, bytes: Uint8Array) =>
      sink({
        kind,
        atMs: now(),
        buffer,
        offset,
        sizeBytes: bytes.length,
        hash: dataHash(bytes),
        ...(options.bytes && { bytes: bytes.slice() }),
      });
    return {
      address: memory.address,
      sizeBytes: memory.sizeBytes,
      async load(offset, into) {
        await memory.load(offset, into);
        add("load", offset, into);
      },
      async store(offset, bytes) {
        await memory.store(offset, bytes);
        add("store", offset, bytes);
      },
    };
  }

  function recordInterrupts(lines: Interrupts): Interrupts {
    return {
      clear(line) {
        lines.clear(line);
        sink({ kind: "clear", atMs: now(), irq: line });
      },
      async wait(line, timeoutMs) {
        const rose = await lines.wait(line, timeoutMs);
        sink({ kind: "wait", atMs: now(), irq: line, timeoutMs, rose });
        return rose;
      },
    };
  }
}
