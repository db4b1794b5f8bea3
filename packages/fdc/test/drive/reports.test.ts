import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { createFaults, createMemoryMedium, driveModels } from "../../src/sim/index.js";
import { createStepHost, ms } from "./step-host.js";

const formatted = () => createMemoryMedium({ formatted: true });

describe("selection", () => {
  test.each([
    ["colorado-dj20", [46, 2], [47]],
    ["archive-xl9250i", [23, 20], [24]],
  ] as const)("%s listens only after its own sequence", (name, select, deselect) => {
    const host = createStepHost({ model: driveModels[name], medium: formatted(), awake: false });
    expect(host.report(6, 8)).toBeUndefined();
    host.send(select[0]);
    host.send(select[1] + 1);
    expect(host.drive.selected).toBe(false);
    for (const train of select) host.send(train);
    expect(host.drive.selected).toBe(true);
    expect(host.report(6, 8)).toBe(0x67);
    for (const train of deselect) host.send(train);
    expect(host.drive.selected).toBe(false);
    expect(host.report(6, 8)).toBeUndefined();
  });

  test("an Insight drive follows its motor line", () => {
    const host = createStepHost({ model: driveModels["insight-80"], awake: false });
    expect(host.report(6, 8)).toBeUndefined();
    host.drive.lines(true, true);
    expect(host.report(6, 8)).toBe(0x03);
    host.drive.lines(true, false);
    expect(host.report(6, 8)).toBeUndefined();
  });

  test("a drive without selection always listens, but only on its own select line", () => {
    const host = createStepHost({ model: driveModels["wangtek-3080f"], awake: false });
    expect(host.report(6, 8)).toBe(0x03);
    host.drive.lines(false, false);
    expect(host.report(6, 8)).toBeUndefined();
  });
});

describe("reports", () => {
  test("16 bits come lowest first, with acknowledge, stop bit and end", () => {
    const { drive, clock, send, report } = createStepHost({ model: driveModels["conner-c250mq"] });
    for (let i = 0; i < 32; i++) {
      clock.advance(2 * ms);
      drive.step();
    }
    clock.advance(2.4 * ms);
    expect(drive.trackZero).toBe(false);
    clock.advance(1.1 * ms);
    expect(drive.trackZero).toBe(true);
    send(32); // starts again
    expect(drive.error).toBe(8);
    expect(report(32, 16)).toBe(0x014e);
    expect(drive.trackZero).toBe(false);
  });

  test("a next-bit request shows its bit with its second pulse", () => {
    const { drive, clock, send } = createStepHost({ model: driveModels["conner-c250mq"] });
    send(32);
    const bits: boolean[] = [];
    for (let i = 0; i < 17; i++) {
      clock.advance(2 * ms);
      drive.step();
      clock.advance(2 * ms);
      drive.step();
      bits.push(drive.trackZero);
      clock.advance(3 * ms);
    }
    expect(bits.map(Number).join("")).toBe(`${"0111001010000000"}1`);
    send(2);
    expect(drive.trackZero).toBe(false);
  });

  test("another command in the middle of a report is error 8 and is not done", () => {
    const host = createStepHost({ medium: formatted() });
    host.send(32);
    host.send(2);
    host.send(2);
    host.send(12);
    expect(host.drive.motion).toBe("none");
    expect(host.error()).toEqual([8, 12]);
  });

  test("so is one between the last bit and the stop bit", () => {
    const host = createStepHost();
    host.send(6);
    for (let i = 0; i < 8; i++) host.send(2);
    host.send(9);
    expect(host.error()).toEqual([8, 9]);
  });

  test("after the stop bit a new command is no error, even without the last request", () => {
    const host = createStepHost({ medium: formatted() });
    host.send(6);
    for (let i = 0; i < 9; i++) host.send(2);
    expect(host.drive.trackZero).toBe(true);
    host.send(12);
    expect(host.drive.motion).toBe("wind");
    expect(host.drive.error).toBe(0);
  });

  test("a missing stop bit", () => {
    const faults = createFaults([{ kind: "missingStopBit", where: { command: 32 }, when: "once" }]);
    const host = createStepHost({ faults });
    expect(host.report(32, 16)).toBeUndefined();
    expect(host.report(32, 16)).toBe(0x11c4);
  });

  test("8-bit ids leave 16 requests without a stop bit", () => {
    const host = createStepHost({ model: driveModels["insight-80"] });
    expect(host.report(32, 16)).toBeUndefined();
    expect(host.report(32, 8)).toBe(0x05);
    const old = createStepHost({ model: driveModels["colorado-dj10-old"] });
    expect(old.report(32, 16)).toBeUndefined();
    expect(old.report(24, 8)).toBe(0x00);
  });

  test("configuration, tape status and ROM version", () => {
    const host = createStepHost({ medium: formatted() });
    expect(host.report(8, 8)).toBe(0xd0);
    expect(host.report(33, 8)).toBe(0x22);
    expect(host.report(9, 8)).toBe(0x58);
    expect(host.report(37, 16)).toBe(0);
    host.drive.eject();
    expect(host.report(8, 8)).toBe(0x90);
    expect(host.report(33, 8)).toBeUndefined();
    expect(host.error()).toEqual([2, 33]);
  });

  test("diagnostic mode 1 shows the signature; a single entry is error 9", () => {
    const host = createStepHost();
    host.command(28);
    host.command(28);
    expect(host.report(9, 8)).toBe(0xa5);
    expect(host.report(37, 8)).toBe(0x04);
    host.command(30);
    expect(host.report(9, 8)).toBe(0x58);
    host.command(29);
    host.status();
    expect(host.error()).toEqual([9, 29]);
  });

  test("the extensions of a Ditto Max", () => {
    const host = createStepHost({ model: driveModels["ditto-max"] });
    host.command(50, 3);
    expect(host.report(51, 8)).toBe(3);
    expect(host.report(54, 8)).toBe(0x10);
    const plain = createStepHost();
    expect(plain.report(51, 8)).toBeUndefined();
    expect(plain.drive.error).toBe(0);
  });
});

describe("errors", () => {
  test("power-on leaves error 26; the first error stays until it is read", () => {
    const host = createStepHost({ awake: false, medium: formatted() });
    host.wake();
    expect(host.status() & 0x02).toBe(0x02);
    host.command(19);
    expect(host.error()).toEqual([26, 1]);
    expect(host.error()).toEqual([0, 0]);
    expect(host.status()).toBe(0x65);
  });

  test("undefined codes below 32 are error 6, higher ones nothing", () => {
    const host = createStepHost();
    host.command(20);
    host.command(60);
    expect(host.error()).toEqual([6, 20]);
    host.command(60);
    expect(host.drive.error).toBe(0);
  });

  test("refusals follow the firmware's order", () => {
    const host = createStepHost({ medium: undefined });
    host.command(10);
    expect(host.error()).toEqual([2, 10]);
    host.drive.insert(createMemoryMedium());
    host.command(11);
    expect(host.report(7, 16)).toBeUndefined(); // not while it loads
    host.ready();
    expect(host.error()).toEqual([1, 11]);
  });

  test("a new cartridge must be acknowledged, an unformatted one is not referenced", () => {
    const host = createStepHost();
    host.drive.insert(createMemoryMedium());
    expect(host.status()).toBe(0x14);
    host.ready();
    expect(host.status()).toBe(0x55);
    host.command(11);
    expect(host.drive.error).toBe(13);
    expect(host.error()).toEqual([13, 11]);
    host.command(10);
    expect(host.error()).toEqual([19, 10]);
  });

  test("write protection and drives that cannot format", () => {
    const medium = createMemoryMedium({ formatted: true, writeProtected: true });
    const host = createStepHost({ medium });
    expect(host.status()).toBe(0x6d);
    host.command(15);
    expect(host.error()).toEqual([5, 15]);
    const ditto = createStepHost({ model: driveModels["ditto-2gb"], medium: createMemoryMedium() });
    ditto.command(15);
    expect(ditto.error()).toEqual([43, 15]);
  });

  test("a head seek needs a referenced cartridge", () => {
    const host = createStepHost({ medium: createMemoryMedium() });
    host.command(13, 1);
    expect(host.error()).toEqual([19, 13]);
  });

  test("soft reset: a second without answers, deselected, error 27", () => {
    const host = createStepHost({ medium: formatted() });
    host.send(1);
    expect(host.drive.selected).toBe(false);
    host.wait(900);
    host.wake();
    expect(host.drive.selected).toBe(false);
    host.wait(200);
    host.wake();
    host.ready();
    expect(host.status()).toBe(0x77);
    expect(host.error()).toEqual([27, 1]);
    expect(host.status()).toBe(0x65);
  });

  test("a parameter of one pulse resets; a lost pulse changes the command", () => {
    const host = createStepHost({ medium: formatted() });
    host.send(13);
    expect(host.drive.ready).toBe(false);
    host.send(1);
    expect(host.drive.error).toBe(27);
    const faults = createFaults([{ kind: "dropPulse", where: { command: 21 }, when: "once" }]);
    const clumsy = createStepHost({ medium: formatted(), faults });
    clumsy.command(21);
    expect(clumsy.error()).toEqual([6, 20]);
  });
});

describe("rates and formats", () => {
  test.each([
    [0, 250],
    [2, 500],
    [3, 1000],
  ])("code %i selects %i kbit/s", (code, rate) => {
    const host = createStepHost({ medium: formatted() });
    host.command(27, code);
    expect(host.drive.rate).toBe(rate);
    expect((host.report(8, 8)! >> 3) & 3).toBe(code);
  });

  test.each([
    [5, 0x01],
    [9, 0x02],
    [13, 0x03],
    [17, 0x04],
  ])("code %i selects the format that report 33 shows", (code, shown) => {
    const host = createStepHost({
      model: driveModels["colorado-1400"],
      medium: createMemoryMedium({ type: cartridgeTypeNamed("qic3010-400")! }),
    });
    host.command(27, code);
    expect(host.report(33, 8)! & 15).toBe(shown);
    host.command(27, code + 2); // the same on 8 mm tape
    expect(host.error()).toEqual([31, 27]);
  });

  test("what a drive has not got is error 31; so is a forward at a rate the standard lacks", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(27, 1);
    expect(host.error()).toEqual([31, 27]);
    host.command(27, 13);
    expect(host.error()).toEqual([31, 27]);
    host.command(27, 9);
    host.command(27, 0);
    host.command(10);
    expect(host.error()).toEqual([31, 10]);
  });
});
