import { describe, expect, test } from "vitest";
import { type BulkTransfer, bulkTransferOf, bulkTransferOfSync } from "../../src/index.js";

/** Main status by reads of it, and what is in the FIFO. */
class Fifo {
  ms = 0;
  statusReads = 0;
  delayReads = 0;
  readonly written: number[] = [];
  status: (read: number) => number = () => 0x80;
  data: () => number = () => 0;
  inb(port: number): number {
    this.ms += 0.001;
    if (port === 0x80) this.delayReads++;
    if (port === 0x3f4) return this.status(this.statusReads++);
    return port === 0x3f5 ? this.data() : 0xff;
  }
  outb(port: number, value: number): void {
    this.ms += 0.001;
    this.written.push(port, value);
  }
}

const runners: [string, (fifo: Fifo) => BulkTransfer][] = [
  ["ports that answer at once", (fifo) => bulkTransferOfSync(fifo, () => fifo.ms)],
  [
    "ports that answer at once, with a clock to wait on",
    (fifo) =>
      bulkTransferOfSync(
        fifo,
        () => fifo.ms,
        (us) => void (fifo.ms += us / 1000),
      ),
  ],
  [
    "ports that answer later",
    (fifo) =>
      bulkTransferOf(
        {
          inb: async (port) => fifo.inb(port),
          outb: async (port, value) => fifo.outb(port, value),
        },
        { now: () => fifo.ms, sleep: async (ms) => void (fifo.ms += ms), standsStill: true },
      ),
  ],
];

describe.each(runners)("%s", (_, over) => {
  test("writes go out in order", async () => {
    const fifo = new Fifo();
    await over(fifo).outAll([0x0a, 6, 0x0c, 0]);
    expect(fifo.written).toEqual([0x0a, 6, 0x0c, 0]);
  });

  test("a command byte waits for its request, 12 us after the one before", async () => {
    const fifo = new Fifo();
    fifo.status = (read) => (read % 3 === 2 ? 0x90 : 0x10);
    expect(await over(fifo).sendCommand(0x3f0, Uint8Array.of(1, 2, 3), 500)).toBe(3);
    expect(fifo.written).toEqual([0x3f5, 1, 0x3f5, 2, 0x3f5, 3]);
    expect(fifo.ms).toBeGreaterThan(0.036);
  });

  test("a command ends where the chip turns to its result", async () => {
    const fifo = new Fifo();
    fifo.status = () => (fifo.written.length >= 4 ? 0xd0 : 0x90);
    expect(await over(fifo).sendCommand(0x3f0, new Uint8Array(9), 500)).toBe(2);
  });

  test("a silent chip takes no command and gives no result, for so long", async () => {
    for (const status of [0x10, 0xff, 0x00]) {
      const fifo = new Fifo();
      fifo.status = () => status;
      expect(await over(fifo).sendCommand(0x3f0, new Uint8Array(9), 500)).toBe(0);
      expect(await over(fifo).readResult(0x3f0, new Uint8Array(7), 500)).toBe(0);
      expect(await over(fifo).exchange(0x3f0, "read", new Uint8Array(7), 1)).toBe(0);
      expect(fifo.ms).toBeGreaterThan(2);
      expect(fifo.ms).toBeLessThan(2.2);
    }
  });

  test("a byte due in a transfer is no result byte", async () => {
    const fifo = new Fifo();
    fifo.status = () => 0xf0;
    expect(await over(fifo).readResult(0x3f0, new Uint8Array(7), 500)).toBe(0);
  });

  test("a result ends when the chip is ready for a command, or the array is full", async () => {
    const fifo = new Fifo();
    let left = 5;
    fifo.status = () => (left > 0 ? 0xd0 : 0x80);
    fifo.data = () => left--;
    const into = new Uint8Array(3);
    expect(await over(fifo).readResult(0x3f0, into, 500)).toBe(3);
    expect([...into]).toEqual([5, 4, 3]);
    expect(await over(fifo).readResult(0x3f0, new Uint8Array(7), 500)).toBe(2);
  });

  test("bytes move while they are due, in their direction only", async () => {
    const fifo = new Fifo();
    let moved = 0;
    fifo.status = (read) => (moved === 10 ? 0xd0 : read % 2 ? 0x30 : 0xf0);
    fifo.data = () => moved++;
    const into = new Uint8Array(20);
    expect(await over(fifo).exchange(0x3f0, "read", into, 10)).toBe(10);
    expect([...into.subarray(0, 11)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
    fifo.status = () => (fifo.written.length < 8 ? 0xb0 : 0xf0);
    expect(await over(fifo).exchange(0x3f0, "write", into, 1)).toBe(4);
  });

  test("a clock that jumps is no time-out while there were few tries", async () => {
    const fifo = new Fifo();
    fifo.status = (read) => {
      fifo.ms += 100;
      return read === 9 ? 0x80 : 0x10;
    };
    expect(await over(fifo).sendCommand(0x3f0, Uint8Array.of(8), 500)).toBe(1);
  });
});

test("a clock that stands still ends a wait as well", async () => {
  const fifo = new Fifo();
  fifo.status = () => 0x10;
  const transfer = bulkTransferOfSync(
    fifo,
    () => 0,
    () => {},
  );
  expect(await transfer.sendCommand(0x3f0, new Uint8Array(9), 500)).toBe(0);
});

test("without a way to wait, the delay port is read", async () => {
  const fifo = new Fifo();
  await bulkTransferOfSync(fifo, () => fifo.ms).sendCommand(0x3f0, Uint8Array.of(8), 500);
  expect(fifo.delayReads).toBeGreaterThanOrEqual(11);
  expect(fifo.delayReads).toBeLessThanOrEqual(13);
});
