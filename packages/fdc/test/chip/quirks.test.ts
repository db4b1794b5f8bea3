/** Habits of other controllers, switched on one by one. */
import { describe, expect, test } from "vitest";
import type { ChipQuirks } from "../../src/sim/index.js";
import { createTapeHost, readCommand } from "./register-host.js";

const quirky = (quirks: ChipQuirks) => createTapeHost({ quirks });

describe("reset", () => {
  test("its interrupt comes when it is said to", () => {
    const host = quirky({ resetInterruptNs: 8000 });
    host.out(2, 0x08);
    host.out(2, 0x0c);
    const sinceNs = host.nowNs;
    host.interrupt();
    expect(host.nowNs - sinceNs).toBe(8000);
  });

  test.each([
    [1000, false],
    [20_000, true],
  ])("a rate written %i ns after it leaves the interrupt alone: %s", (ns, comes) => {
    const host = quirky({ dsrCancelsResetInterruptWithinNs: 8000, dsrIgnored: true });
    host.out(2, 0x08);
    host.out(2, 0x0c);
    host.pass(ns / 1e6);
    host.out(4, 0x03);
    expect(host.interrupt(10)).toBe(comes);
  });

  test("a command with parameters ends the four answers", () => {
    const host = quirky({ commandEndsResetPoll: true });
    host.out(2, 0x08);
    host.out(2, 0x0c);
    host.interrupt();
    expect(host.ask(0x08)).toEqual([0xc0, 0]);
    expect(host.ask(0x0e)).toHaveLength(10);
    expect(host.ask(0x08)).toEqual([0xc1, 0]);
    host.ask(0x03, 0xdf, 2);
    expect(host.ask(0x08)).toEqual([0x80]);
  });
});

describe("rate", () => {
  test("set by CCR only, and only with the next command", () => {
    const host = quirky({ dsrIgnored: true, rateTakesEffectWithCommand: true });
    host.reset();
    host.ask(0x03, 0xe1, 2);
    host.out(4, 0x03);
    expect(host.run(0x4a, 0)[1]).toBe(0x01);
    host.out(7, 0x03);
    expect(host.run(0x4a, 0)[1]).toBe(0);
  });

  test("steps last longer, and are sent at once", () => {
    const host = quirky({ stepTimeFactor: 2, stepsAtOnce: true, zeroSeekNs: 256_000 }).setUp();
    host.send(0x0f, 0, 5);
    expect(host.drive.steps).toHaveLength(5);
    const beganNs = host.nowNs;
    host.interrupt();
    expect(host.nowNs - beganNs).toBe(5 * 4e6);
    expect(host.ask(0x08)).toEqual([0x20, 5]);
    host.send(0x0f, 0, 5);
    const againNs = host.nowNs;
    host.interrupt();
    expect(host.nowNs - againNs).toBe(256_000);
  });

  test("RECALIBRATE ends well", () => {
    const host = quirky({ recalibrateAlwaysEnds: true, stepsAtOnce: true }).setUp();
    host.send(0x07, 1);
    host.interrupt();
    expect(host.ask(0x08)).toEqual([0x21, 0]);
  });
});

describe("commands", () => {
  test("unknown ones", () => {
    const host = quirky({
      unknownWriteDeleted: true,
      partIdInvalid: true,
      lockInvalid: true,
      invalidCommandNs: 100_000,
    });
    host.reset();
    for (const code of [0x49, 0xc9, 0x18, 0x14, 0x94]) {
      host.send(code);
      host.pass(0.05);
      expect(host.msr).toBe(0x10);
      host.pass(0.1);
      expect(host.result()).toEqual([0x80]);
    }
    host.send(0x09);
    host.pass(0.01);
    expect(host.msr).toBe(0x90);
  });

  test("slow ones", () => {
    const host = quirky({ slowCommandNs: 256_000 });
    host.reset();
    host.send(0x04, 0);
    host.pass(0.2);
    expect(host.msr).toBe(0x10);
    expect(host.result()).toEqual([0x28]);
    host.send(0x13, 0, 0x57, 0);
    host.pass(0.2);
    expect(host.msr).toBe(0x10);
    expect(host.ask(0x0e)[8]).toBe(0x57);
  });

  test("VERIFY without EC ends after a sector", () => {
    const host = quirky({ verifyNeedsEc: true }).setUp();
    const command = readCommand(1, 0, 32).with(0, 0x56);
    expect(host.run(...command)).toEqual([0, 0, 0, 0, 0, 34, 3]);
    const counted = quirky({ verifyNeedsEc: true }).setUp();
    expect(counted.run(...command.with(1, 0x80).with(8, 32))).toEqual([0, 0, 0, 1, 0, 1, 3]);
  });

  test("READ ID without a cartridge hangs after its interrupt", () => {
    const host = quirky({
      readIdHangsWithoutCartridge: true,
      directionDuringExecution: true,
    }).setUp();
    host.drive.run(false);
    host.send(0x4a, 0);
    expect(host.interrupt(1)).toBe(true);
    host.pass(1000);
    expect(host.msr).toBe(0x50);
    host.reset();
    host.drive.run(true);
    expect(host.run(0x4a, 0)[0]).toBe(0);
  });

  test("FORMAT waits for no index and reads ffh after terminal count", () => {
    const host = quirky({ formatWithoutIndex: true }).setUp();
    host.drive.run(false);
    host.sim.writeMemory(0x10000, new Uint8Array(128).fill(7));
    host.dma(0x48, 0x10000, 128);
    const beganNs = host.nowNs;
    expect(host.run(0x4d, 0, 3, 128, 233, 0x6b)).toEqual([0, 0, 0, 255, 255, 255, 255]);
    expect(host.nowNs - beganNs).toBeLessThan(7e6);
    const ids = new Uint8Array(512).fill(255);
    expect(host.drive.formats[0]?.ids).toEqual(ids.fill(7, 0, 128));
  });

  test("FORMAT of a drive that is not there ends, and leaves nothing behind", () => {
    const host = quirky({ formatWithoutIndex: true }).setUp();
    host.out(2, 0x0d);
    host.dma(0x48, 0x10000, 128);
    expect(host.run(0x4d, 1, 3, 32, 233, 0x6b)[0]).toBe(1);
    expect(host.drive.formats).toEqual([]);
  });

  test("the end of a cylinder is a normal end", () => {
    const host = quirky({ noEndOfCylinderFlag: true }).setUp();
    host.dma(0x44, 0x10000, 4096);
    expect(host.run(...readCommand(0, 4, 2))).toEqual([0, 0, 0, 1, 0, 1, 3]);
  });

  test("deleted marks do not exist", () => {
    const host = createTapeHost({
      quirks: { noDeletedMarks: true },
      tape: { sectors: { 5: { dataMark: "deleted" } } },
    }).setUp();
    host.dma(0x44, 0x10000, 3072);
    expect(host.run(...readCommand(0, 4, 3))).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(host.memory(0x10800, 4)).not.toEqual(new Uint8Array(4));
  });

  test("data waits for whoever is to fetch it", () => {
    const host = quirky({ neverOverruns: true }).setUp();
    host.send(...readCommand(0, 4, 1));
    host.pass(100);
    expect(host.msr).toBe(0x10);
    host.dma(0x44, 0x10000, 1024);
    expect(host.interrupt()).toBe(true);
    expect(host.result()).toEqual([0, 0, 0, 1, 0, 1, 3]);
  });
});

test("registers: tape unit and motors", () => {
  const host = createTapeHost({
    unit: 1,
    quirks: { tdrReads20: true, absentMotorsReadZero: true },
  });
  host.out(3, 2);
  expect(host.in(3)).toBe(0x20);
  host.out(2, 0xfd);
  expect(host.in(2)).toBe(0x2d);
});
