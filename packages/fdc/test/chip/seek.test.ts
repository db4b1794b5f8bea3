import { describe, expect, test } from "vitest";
import { createTapeHost } from "./register-host.js";

describe("SEEK", () => {
  test.each([
    { rate: 250, code: 2, stepRate: 0xf1, chip: "82077AA" },
    { rate: 500, code: 0, stepRate: 0xe1, chip: "82077AA" },
    { rate: 1000, code: 3, stepRate: 0xc1, chip: "82077AA" },
    { rate: 3000, code: 0, stepRate: 0x41, chip: "Ditto EZ" },
    { rate: 4000, code: 2, stepRate: 0x01, chip: "Ditto EZ" },
  ] as const)("sends a pulse every 2 ms at $rate kbit/s", ({ code, stepRate, chip }) => {
    const host = createTapeHost({ chip });
    host.reset();
    host.out(7, code);
    host.ask(0x03, stepRate, 0x02);
    host.send(0x0f, 0, 5);
    const beganNs = host.nowNs;
    expect(host.interrupt()).toBe(true);
    const { steps } = host.drive;
    expect(steps.map((atNs) => (atNs - beganNs) / 1e6)).toEqual([2, 4, 6, 8, 10]);
    expect(host.nowNs).toBe(steps[4]);
    expect(host.drive.seekEnds).toBe(1);
    expect(host.ask(0x08)).toEqual([0x20, 5]);
  });

  test("goes by the distance, in both directions, with the track 0 line on", () => {
    const host = createTapeHost().setUp();
    host.drive.trackZero = true;
    host.send(0x0f, 0, 7);
    host.interrupt();
    expect(host.ask(0x08)).toEqual([0x20, 7]);
    host.send(0x0f, 0, 3);
    host.interrupt();
    expect(host.ask(0x08)).toEqual([0x20, 3]);
    expect(host.drive.steps).toHaveLength(11);
  });

  test("shows its unit as busy until it was asked how it went", () => {
    const host = createTapeHost().setUp();
    host.send(0x0f, 2, 4);
    host.pass(1);
    expect(host.msr).toBe(0x84);
    host.interrupt();
    expect(host.msr).toBe(0x84);
    expect(host.ask(0x08)).toEqual([0x22, 4]);
    expect(host.msr & 0x0f).toBe(0);
    expect(host.ask(0x08)).toEqual([0x80]);
  });

  test("without distance ends soon and well", () => {
    const host = createTapeHost().setUp();
    host.send(0x0f, 0, 0);
    expect(host.interrupt(1)).toBe(true);
    expect(host.ask(0x08)).toEqual([0x20, 0]);
    expect(host.drive.steps).toEqual([]);
  });

  test("is forgotten by a reset", () => {
    const host = createTapeHost().setUp();
    host.send(0x0f, 0, 40);
    host.pass(7);
    host.reset();
    host.pass(200);
    expect(host.drive.steps).toHaveLength(3);
    expect(host.msr).toBe(0x80);
    expect(host.ask(0x08)).toEqual([0x80]);
  });
});

describe("RECALIBRATE", () => {
  test.each([
    ["8272A", 77],
    ["82077AA", 79],
  ] as const)("on an %s gives up after %i pulses", (chip, pulses) => {
    const host = createTapeHost({ chip });
    host.reset();
    host.ask(0x03, 0xe1, 0x02);
    host.send(0x07, 0);
    host.interrupt();
    expect(host.drive.steps).toHaveLength(pulses);
    expect(host.ask(0x08)).toEqual([0x70, 0]);
  });

  test("stops at track 0", () => {
    const host = createTapeHost().setUp();
    const { drive } = host;
    const step = drive.step.bind(drive);
    drive.step = () => {
      step();
      drive.trackZero = drive.steps.length === 4;
    };
    host.send(0x07, 0);
    host.interrupt();
    expect(drive.steps).toHaveLength(4);
    expect(host.ask(0x08)).toEqual([0x20, 0]);
  });
});

describe("lines", () => {
  test("SENSE DRIVE STATUS shows track 0 and write protect of the selected drive", () => {
    const host = createTapeHost({ unit: 1 }).setUp();
    host.drive.trackZero = true;
    host.drive.writeProtected = true;
    host.out(2, 0x0d);
    expect(host.ask(0x04, 1)).toEqual([0x79]);
    host.drive.trackZero = false;
    expect(host.ask(0x04, 1)).toEqual([0x69]);
    host.drive.writeProtected = false;
    expect(host.ask(0x04, 1)).toEqual([0x29]);
    host.drive.trackZero = true;
    host.out(2, 0x0c);
    expect(host.ask(0x04, 0)).toEqual([0x28]);
  });

  test("select and motor reach the drive", () => {
    const host = createTapeHost({ unit: 1 });
    host.drive.lineCalls.length = 0;
    host.out(2, 0x0d);
    host.out(2, 0x2d);
    host.out(2, 0x1c);
    expect(host.drive.lineCalls).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
  });

  test("the interrupt output needs its gate", () => {
    const host = createTapeHost();
    host.out(2, 0x00);
    host.out(2, 0x04);
    host.pass(1);
    expect(host.interrupts).toBe(0);
    host.out(2, 0x0c);
    expect(host.level).toBe(true);
    host.out(2, 0x04);
    expect(host.level).toBe(false);
  });
});
