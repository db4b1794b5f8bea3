/**
 * Exchanges recorded from QEMU 7.2's controller, where a real chip answers the same. Left out is what its data
 * sheet contradicts: SE in results of data commands, implied seeks after a reset, sectors of 512 bytes.
 */
import { expect, test } from "vitest";
import { createTapeHost } from "./register-host.js";

/** Bytes to the FIFO, and all result bytes. */
const answers: readonly (readonly [command: number[], result: number[]])[] = [
  [[0x10], [0x90]],
  [[0x14], [0x00]],
  [[0x94], [0x10]],
  [[0x14], [0x00]],
  [[0x1f], [0x80]],
  [[0x40], [0x80]],
  [[0x08], [0x80]],
  [[0x03, 0xdf, 0x02], []],
];

test("reset: one interrupt, four units, then nothing pending", () => {
  const { sim } = createTapeHost();
  const lines: string[] = [];
  sim.onIrq((irq, level) => lines.push(`IRQ ${level ? "raise" : "lower"} ${irq}`));
  sim.outb(0x3f2, 0x00);
  sim.outb(0x3f2, 0x0c);
  sim.clock.advance(1e6);
  const read = () => {
    sim.clock.advance(1e5);
    return sim.inb(0x3f5);
  };
  const results = [0, 1, 2, 3].map(() => {
    sim.outb(0x3f5, 0x08);
    return [read(), read()];
  });
  expect(results).toEqual([
    [0xc0, 0],
    [0xc1, 0],
    [0xc2, 0],
    [0xc3, 0],
  ]);
  sim.outb(0x3f5, 0x08);
  expect(read()).toBe(0x80);
  expect(lines).toEqual(["IRQ raise 6", "IRQ lower 6"]);
});

test("identity and configuration", () => {
  const host = createTapeHost();
  host.reset();
  for (const [command, result] of answers) expect(host.ask(...command)).toEqual(result);
  host.ask(0x13, 0x00, 0x57, 0x00);
  expect(host.ask(0x0e)[8]).toBe(0x57);
  expect([host.in(0), host.in(6)]).toEqual([0xff, 0xff]);
});

test("seeks", () => {
  const host = createTapeHost();
  host.reset();
  host.ask(0x03, 0xdf, 0x02);
  host.drive.trackZero = true;
  host.out(2, 0x1c);
  expect(host.ask(0x04, 0)).toEqual([0x38]);
  host.send(0x07, 0x00);
  expect(host.interrupt()).toBe(true);
  expect(host.ask(0x08)).toEqual([0x20, 0x00]);
  host.drive.trackZero = false;
  host.send(0x0f, 0x00, 0x0a);
  expect(host.interrupt()).toBe(true);
  expect(host.ask(0x08)).toEqual([0x20, 0x0a]);
  expect(host.ask(0x04, 0)).toEqual([0x28]);
});

test("DMA read: count at ffffh, address behind the data, terminal count in the status", () => {
  const host = createTapeHost().setUp();
  // biome-ignore format: port and value
  const writes = [
    0x0a, 0x06, 0x0c, 0, 0x0b, 0x46, 0x04, 0, 0x04, 0, 0x81, 1, 0x0c, 0, 0x05, 0xff, 0x05, 3, 0x0a, 2,
  ];
  for (let at = 0; at < writes.length; at += 2) host.sim.outb(writes[at]!, writes[at + 1]!);
  expect(host.run(0x46, 0, 0, 0, 5, 3, 5, 0x1b, 0xff)).toEqual([0, 0, 0, 1, 0, 1, 3]);
  host.sim.outb(0x0c, 0);
  const word = (port: number) => host.sim.inb(port) | (host.sim.inb(port) << 8);
  expect([word(4), word(5), host.sim.inb(8)]).toEqual([0x0400, 0xffff, 0x04]);
});

test("a write-protected medium and a wrong rate", () => {
  const host = createTapeHost().setUp();
  host.drive.writeProtected = true;
  expect(host.run(0x45, 0, 0, 0, 5, 3, 5, 0x1b, 0xff).slice(0, 3)).toEqual([0x40, 0x02, 0]);
  host.out(7, 1);
  expect(host.run(0x46, 0, 0, 0, 5, 3, 5, 0x1b, 0xff).slice(0, 3)).toEqual([0x40, 0x01, 0]);
});

test("a reset in the middle of a transfer aborts it and interrupts again", () => {
  const host = createTapeHost().setUp();
  host.dma(0x44, 0x10000, 4096);
  host.send(0x46, 0, 0, 0, 5, 3, 8, 0x1b, 0xff);
  host.pass(60);
  expect(host.msr).toBe(0x10);
  host.reset();
  expect(host.msr).toBe(0x80);
  expect(host.interrupt(1000)).toBe(false);
});
