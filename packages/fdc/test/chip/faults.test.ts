/** What fault scripts do to the controller. */
import { describe, expect, test } from "vitest";
import { createFaults, type FaultEntry } from "../../src/sim/index.js";
import { FakeTape } from "./fake-tape.js";
import { createTapeHost, readCommand, type TapeHostOptions } from "./register-host.js";

const Buffer0 = 0x10000;
const ToMemory = 0x44;

function struck(faults: FaultEntry[], options: TapeHostOptions = {}) {
  return createTapeHost({ ...options, faults: createFaults(faults) }).setUp();
}

describe.each(["sector", "fifo"] as const)("one event a %s", (mode) => {
  test("overrun: the bytes before it have come", () => {
    const where = { segment: 0, sector: 6 };
    const host = struck([{ kind: "overrun", where, args: { byte: 90 } }], { mode });
    host.dma(ToMemory, Buffer0, 4096);
    expect(host.run(...readCommand(0, 4, 4))).toEqual([0x40, 0x10, 0, 0, 0, 7, 3]);
    expect(host.dmaCount()).toBe(2047 - 90);
    expect(host.memory(Buffer0 + 2048, 90)).toEqual(FakeTape.pattern(6).subarray(0, 90));
  });

  test.each([
    [62, true],
    [63, false],
  ])("dmaLatency: %i us are borne at threshold 8 and 1 Mbit/s: %s", (us, borne) => {
    const host = struck([{ kind: "dmaLatency", args: { us } }], { mode });
    host.dma(ToMemory, Buffer0, 4096);
    expect(host.run(...readCommand(0, 4, 4))[1]).toBe(borne ? 0 : 0x10);
  });
});

test("an overrun in writing spoils the sector", () => {
  const host = struck([{ kind: "overrun", where: { operation: "write" } }]);
  host.dma(0x48, Buffer0, 1024);
  expect(host.run(...readCommand(0, 4, 1).with(0, 0x45))[1]).toBe(0x10);
  expect(host.drive.spoiled).toEqual([4]);
});

test("an overrun in formatting: no segment is recorded, wherever in a sector it would strike", () => {
  for (const byte of [0, 5, 512]) {
    const host = struck([{ kind: "overrun", where: { operation: "format" }, args: { byte } }]);
    host.dma(0x48, Buffer0, 128);
    expect(host.run(0x4d, 0, 3, 32, 233, 0x6b).slice(0, 2)).toEqual([0x40, 0x10]);
    expect(host.dmaCount()).toBe(127 - Math.min(byte, 127));
    expect(host.drive.formats).toEqual([]);
  }
});

test("irqLost: the result is there all the same", () => {
  const host = struck([{ kind: "irqLost", where: { operation: "read-id" } }]);
  host.send(0x4a, 0);
  expect(host.interrupt(500)).toBe(false);
  expect(host.result().slice(0, 3)).toEqual([0, 0, 0]);
});

test("irqSpurious: an interrupt in the middle of a command", () => {
  const host = struck([{ kind: "irqSpurious", where: { operation: "read" }, args: { us: 500 } }]);
  host.dma(ToMemory, Buffer0, 1024);
  host.send(...readCommand(0, 4, 1));
  expect(host.interrupt(1)).toBe(true);
  expect(host.level).toBe(false);
  expect(host.msr).toBe(0x10);
  expect(host.interrupt()).toBe(true);
  expect(host.result()).toEqual([0, 0, 0, 1, 0, 1, 3]);
});

test("dmaBoundary: the rest goes to the begin of the page", () => {
  const host = struck([{ kind: "dmaBoundary", args: { bytes: 300 } }]);
  host.dma(ToMemory, 0x18000, 1024);
  host.run(...readCommand(0, 4, 1));
  const sector = FakeTape.pattern(4);
  expect(host.memory(0x18000, 300)).toEqual(sector.subarray(0, 300));
  expect(host.memory(0x10000, 724)).toEqual(sector.subarray(300));
});

test("dmaResidue: the count is not what was moved", () => {
  const host = struck([{ kind: "dmaResidue", args: { bytes: 2048 } }]);
  host.dma(ToMemory, Buffer0, 4096);
  expect(host.run(...readCommand(0, 4, 4))).toEqual([0, 0, 0, 1, 0, 1, 3]);
  expect(host.dmaCount()).toBe(2047);
});

test("busFault: every other byte of a range of memory becomes ffh", () => {
  const host = struck([{ kind: "busFault" }]);
  const read = (sector: number, address: number) => {
    host.dma(ToMemory, address, 1024);
    host.run(...readCommand(0, sector, 1));
    return host.memory(address, 1024);
  };
  const spoiled = FakeTape.pattern(4).map((byte, at) => (at & 1 ? 0xff : byte));
  expect(read(4, 0x1a0000)).toEqual(spoiled);
  expect(read(8, Buffer0)).toEqual(FakeTape.pattern(8));
});

test("rateMismatch: index pulses, but nothing to recognise", () => {
  const host = struck([{ kind: "rateMismatch", when: "once" }]);
  expect(host.run(0x4a, 0)).toEqual([0x40, 0x01, 0, 0, 0, 0, 0]);
  expect(host.run(0x4a, 0)[0]).toBe(0);
});

test.each([
  ["command", 0x10],
  ["execution", 0x10],
  ["result", 0x50],
] as const)("fdcStuck in the %s phase until a reset", (phase, msr) => {
  const where = { operation: "read-id" };
  const host = struck([{ kind: "fdcStuck", where, when: "once", args: { phase } }]);
  host.send(0x4a);
  host.pass(1);
  if (phase !== "command") host.send(0);
  host.pass(1000);
  expect(host.msr).toBe(msr);
  host.reset();
  host.ask(0x03, 0xc1, 2);
  expect(host.run(0x4a, 0)[0]).toBe(0);
});

test("resultShort: the result phase ends early", () => {
  const host = struck([
    { kind: "resultShort", where: { operation: "read-id" }, when: "once", args: { bytes: 2 } },
  ]);
  expect(host.run(0x4a, 0)).toEqual([0, 0]);
  expect(host.msr).toBe(0x80);
  expect(host.run(0x4a, 0)).toHaveLength(7);
});

test("faults can be limited to resets and seeks", () => {
  const reset = createTapeHost({
    faults: createFaults([{ kind: "irqLost", where: { operation: "reset" } }]),
  });
  reset.out(2, 0x08);
  reset.out(2, 0x0c);
  expect(reset.interrupt(5)).toBe(false);
  expect(reset.ask(0x08)).toEqual([0xc0, 0]);

  const seek = struck([{ kind: "fdcStuck", where: { operation: "seek" } }]);
  seek.send(0x0f, 0, 4);
  expect(seek.interrupt(100)).toBe(false);
  expect(seek.drive.steps).toEqual([]);
});
