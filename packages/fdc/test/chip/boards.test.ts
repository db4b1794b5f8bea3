/** Boards between the bus and the chip. */
import { describe, expect, test } from "vitest";
import { boards } from "../../src/index.js";
import { createTapeHost, type RegisterHost, readCommand } from "./register-host.js";

const pattern = [3, 3, 0, 4, 7, 2, 5, 3, 1, 4, 3, 5, 2, 0, 3, 7, 4, 2];
const ports = [0, 1, 2, 3, 4, 5, 6, 7];

function unlock(host: RegisterHost<never>): void {
  for (const offset of [...pattern, ...ports]) host.in(offset);
}

describe.each([
  ["fc10", 0x13],
  ["fc20", 0x93],
] as const)("%s", (name, signature) => {
  const create = (base = 0x180) =>
    createTapeHost({ board: { ...boards[name], base } }) as unknown as RegisterHost<never>;
  const registers = (host: RegisterHost<never>) => ports.map((offset) => host.in(offset));

  test("answers nothing until it is unlocked", () => {
    const host = create();
    expect(registers(host)).toEqual(ports.map(() => 0xff));
    host.out(0, 0);
    expect(registers(host)).toEqual(ports.map(() => 0xff));
  });

  test("shows its signature, zeros and ones", () => {
    const host = create();
    host.in(3);
    unlock(host);
    host.out(0, 0);
    expect(registers(host)).toEqual(ports.map(() => signature));
    host.out(0, 0x08);
    expect(registers(host)).toEqual(ports.map(() => 0));
    host.out(0, 0x10);
    expect(registers(host)).toEqual(ports.map(() => 0xff));
    host.out(7, 0);
    host.out(0, 0);
    expect(registers(host)).toEqual(ports.map(() => 0xff));
  });

  test("is not unlocked by nearly the pattern", () => {
    const host = create();
    for (const offset of [...pattern.with(9, 5), ...ports]) host.in(offset);
    host.out(0, 0);
    expect(host.in(1)).toBe(0xff);
  });

  test("has a code for interrupt 9", () => {
    const host = create();
    unlock(host);
    host.out(0, (3 << 6) | (2 << 3) | 1);
    host.out(2, 0x08);
    host.out(2, 0x0c);
    expect(host.interrupt(1)).toBe(true);
  });

  test("takes port, interrupt and DMA channel from its configuration byte", () => {
    const host = create(0x2a0);
    unlock(host);
    // DMA 1, IRQ 5, third of the ports.
    host.out(0, (1 << 6) | (5 << 3) | 3);
    const configured = host as unknown as ReturnType<typeof createTapeHost>;
    let raised = -1;
    configured.sim.onIrq((irq, level) => {
      if (level) raised = irq;
    });
    host.out(2, 0x08);
    host.out(2, 0x0c);
    host.pass(1);
    expect(raised).toBe(5);
    for (let unit = 0; unit < 4; unit++) host.ask(0x08);
    host.out(7, 3);
    host.ask(0x03, 0xc1, 2);
    host.dma(0x44, 0x10000, 1024, 1);
    host.send(...readCommand(0, 4, 1));
    host.pass(100);
    expect(host.result()).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(host.dmaCount(1)).toBe(0xffff);
  });
});

test("mach2: motor and select lines come from the second register", () => {
  const host = createTapeHost({ board: boards.mach2, unit: 2 });
  host.drive.lineCalls.length = 0;
  host.out(2, 0x4e);
  expect(host.drive.lineCalls).toEqual([]);
  host.out(6, 0x0e);
  host.out(6, 0x4e);
  host.out(6, 0x0c);
  expect(host.drive.lineCalls).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});

describe("an on-board controller on the same lines", () => {
  test("keeps interrupts and DMA to itself until its gate is closed", () => {
    const host = createTapeHost({ board: boards.secondary, onBoard: true });
    host.out(2, 0x08);
    host.out(2, 0x0c);
    expect(host.interrupt(5)).toBe(false);
    host.sim.outb(0x3f2, 0x04);
    expect(host.level).toBe(true);
    host.setUp();
    host.dma(0x44, 0x10000, 1024);
    expect(host.run(...readCommand(0, 4, 1))).toEqual([0, 0, 0, 1, 0, 1, 3]);
    host.sim.outb(0x3f2, 0x0c);
    host.dma(0x44, 0x10000, 1024);
    host.send(...readCommand(1, 4, 1));
    expect(host.interrupt(1000)).toBe(false);
    expect(host.result()[1]).toBe(0x10);
  });

  test("is a controller of its own", () => {
    const { sim } = createTapeHost({ board: boards.secondary, onBoard: true });
    expect([sim.inb(0x3f2), sim.inb(0x3f4)]).toEqual([0x0c, 0x80]);
    expect(createTapeHost({ board: boards.secondary }).sim.inb(0x3f4)).toBe(0xff);
  });

  test("can only be where the board is not", () => {
    expect(() => createTapeHost({ onBoard: true })).toThrow(RangeError);
  });
});

test("units and port times that cannot be are refused", () => {
  expect(() => createTapeHost({ unit: 4 })).toThrow(/^options\.unit must be 0 to 3, got 4/);
  expect(() => createTapeHost({ portNs: -1 })).toThrow(/^options\.portNs/);
});
