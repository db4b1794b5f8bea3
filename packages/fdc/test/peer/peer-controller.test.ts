/** The controller of the peer, fact by fact as observed. */
import { expect, test } from "vitest";
import { createPeerSimulator, createSyncMemory } from "../../src/sim/index.js";
import { PeerHost } from "./peer-host.js";

const formatted = () => ({ image: createSyncMemory(new Uint8Array(32768 * 10)) });

function host(cartridge = formatted()): PeerHost {
  return new PeerHost(createPeerSimulator({ cartridge })).start();
}

test("a reset raises its interrupt after 8 us and is told unit by unit", () => {
  const peer = new PeerHost(createPeerSimulator());
  peer.reset();
  expect(peer.waitInterrupt(0.009)).toBe(true);
  const told = [0, 1, 2, 3, 4].map(() => peer.command([0x08], 2));
  expect(told).toEqual([[0xc0, 0], [0xc1, 0], [0xc2, 0], [0xc3, 0], [0x80]]);
});

test("a command with parameters drops what is left to tell of a reset", () => {
  const peer = new PeerHost(createPeerSimulator());
  peer.reset();
  peer.ms(1);
  expect(peer.command([0x08], 2)).toEqual([0xc0, 0]);
  peer.command([0x03, 0xe1, 0x02], 0);
  expect(peer.command([0x08], 2)).toEqual([0x80]);
});

test("the rate select register written right after a reset loses the reset's interrupt", () => {
  const lost = new PeerHost(createPeerSimulator({ portNs: 1000 }));
  lost.reset();
  lost.machine.outb(0x3f4, 0x03);
  expect(lost.waitInterrupt(1000)).toBe(false);
  const late = new PeerHost(createPeerSimulator());
  late.reset();
  late.ms(0.02);
  late.machine.outb(0x3f4, 0x03);
  expect(late.interrupted()).toBe(true);
});

test("only configuration control sets the rate, and it counts from the next command on", () => {
  const peer = host();
  peer.error();
  peer.drive(10);
  peer.ms(3);
  const timeOf = (bytes: () => void) => {
    const before = peer.machine.clock.nowNs;
    bytes();
    return (peer.machine.clock.nowNs - before) / 1e6;
  };
  const readTwo = () => {
    peer.dma(0x44, 2048);
    peer.transfer(0x46, 0, 0, 1, 2);
  };
  expect(timeOf(readTwo)).toBeCloseTo(2 * 16.384, 0);
  peer.machine.outb(0x3f4, 0x03);
  expect(timeOf(readTwo)).toBeCloseTo(2 * 16.384, 0);
  peer.machine.outb(0x3f7, 0x03);
  expect(timeOf(readTwo)).toBeCloseTo(2 * 8.192, 0);
});

test("steps take twice as long as they should", () => {
  const peer = host();
  const before = peer.machine.clock.nowNs;
  peer.seek(10);
  expect((peer.machine.clock.nowNs - before) / 1e6).toBeCloseTo(40, 0);
});

test("a seek to where the heads are ends at once, and with an interrupt", () => {
  const peer = host();
  expect(peer.seek(0)).toEqual([0x20, 0]);
});

test("sense drive status takes its time", () => {
  const peer = host();
  peer.send([0x04, 0]);
  peer.ms(0.1);
  expect(peer.status()).toBe(0x10);
  expect(peer.result(1)).toEqual([0x28]);
});

test("an unknown command is answered after a while, without interrupt", () => {
  const peer = host();
  peer.interrupted();
  peer.send([0xc9]);
  expect(peer.status()).toBe(0x10);
  expect(peer.result()).toEqual([0x80]);
  expect(peer.interrupted()).toBe(false);
  expect(peer.command([0x18])).toEqual([0x80]);
  expect(peer.command([0x10])).toEqual([0x90]);
  expect(peer.command([0x14])).toEqual([0x00]);
});

test("the tape drive register keeps nothing", () => {
  const peer = host();
  for (const unit of [0, 1, 2, 3]) {
    peer.machine.outb(0x3f3, unit);
    expect(peer.machine.inb(0x3f3)).toBe(0x20);
  }
});

test("motors of units without a drive read as off", () => {
  const peer = host();
  peer.machine.outb(0x3f2, 0xfc);
  expect(peer.machine.inb(0x3f2)).toBe(0x1c);
});

test("what counts is the drive selected in the output register, not the one in the command", () => {
  const peer = new PeerHost(createPeerSimulator({ unit: 1, cartridge: formatted() }), 1).start();
  expect(peer.driveStatus()).toBe(0x67);
  peer.send([0x4a, 0]);
  peer.ms(1);
  expect(peer.result(7)).toEqual([0x00, 0, 0, 0, 0, 1, 3]);
});

test("READ ID without a cartridge never ends, and raises its interrupt all the same", () => {
  const peer = new PeerHost(createPeerSimulator()).start();
  peer.interrupted();
  peer.send([0x4a, 0]);
  expect(peer.waitInterrupt(10)).toBe(true);
  peer.ms(100_000);
  expect(peer.status()).toBe(0x50);
  peer.start();
  expect(peer.driveStatus()).toBe(0x03);
});

test("VERIFY without a count ends after one sector, with one it is right", () => {
  const peer = host();
  peer.error();
  peer.drive(10);
  expect(peer.transfer(0x56, 0, 0, 1, 32)).toEqual([0x00, 0, 0, 0, 0, 2, 3]);
  peer.interrupted();
  peer.send([0x56, 0x80, 0, 0, 1, 3, 32, 109, 32]);
  expect(peer.waitInterrupt(1000)).toBe(true);
  expect(peer.result(7)).toEqual([0x00, 0, 0, 1, 0, 1, 3]);
});

test("the end of a cylinder without terminal count is a normal end", () => {
  const peer = host();
  peer.error();
  peer.drive(10);
  peer.dma(0x44, 4096);
  expect(peer.transfer(0x46, 0, 0, 1, 2)).toEqual([0x00, 0, 0, 1, 0, 1, 3]);
});
