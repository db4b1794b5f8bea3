/** What the chips answer to the questions by which drivers tell them apart, byte by byte. */
import { describe, expect, test } from "vitest";
import type { ChipName } from "../../src/index.js";
import { createTapeHost } from "./register-host.js";

const chips: readonly ChipName[] = [
  "8272A",
  "82072",
  "82077",
  "82077AA",
  "82078",
  "82078-1",
  "Ditto EZ",
];
const afterReset = [0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0];

/** Answers to DUMPREG, VERSION, UNLOCK, PART ID and SAVE's first byte. */
const answers: Record<ChipName, readonly [number[], number[], number[], number[], number]> = {
  "8272A": [[0x80], [0x80], [0x80], [0x80], 0x80],
  "82072": [afterReset, [0x80], [0x80], [0x80], 0x80],
  "82077": [afterReset, [0x90], [0], [0x80], 0x80],
  "82077AA": [afterReset, [0x90], [0], [0x80], 0x80],
  "82078": [afterReset, [0x90], [0], [0x01], 0x00],
  "82078-1": [afterReset, [0x90], [0], [0x01], 0x40],
  "Ditto EZ": [afterReset, [0x90], [0], [0x81], 0x80],
};

describe.each(chips)("%s", (chip) => {
  const [dump, version, unlock, partId, save] = answers[chip];
  const enhanced = !["8272A", "82072"].includes(chip);

  test("identifies itself", () => {
    const host = createTapeHost({ chip });
    host.reset();
    expect(host.ask(0x0e)).toEqual(dump);
    expect(host.ask(0x10)).toEqual(version);
    expect(host.ask(0x14)).toEqual(unlock);
    expect(host.ask(0x18)).toEqual(partId);
    expect(host.ask(0x2e)[0]).toBe(save);
    expect(host.interrupts).toBe(1);
  });

  test("reports four units after a reset, then nothing", () => {
    const host = createTapeHost({ chip });
    host.out(2, 0x08);
    expect(host.msr).toBe(0);
    host.out(2, 0x0c);
    expect(host.interrupt(1.2)).toBe(true);
    expect([0, 1, 2, 3, 4].map(() => host.ask(0x08))).toEqual([
      [0xc0, 0],
      [0xc1, 0],
      [0xc2, 0],
      [0xc3, 0],
      [0x80],
    ]);
    expect(host.level).toBe(false);
  });

  test("keeps a tape unit or does not", () => {
    const host = createTapeHost({ chip });
    const kept = [0, 1, 2, 3].filter((unit) => {
      host.out(3, unit);
      return (host.in(3) & 3) === unit;
    });
    expect(kept).toEqual(["8272A", "82072", "82077"].includes(chip) ? [3] : [0, 1, 2, 3]);
  });

  test("answers 80h to what is no command, without an interrupt", () => {
    const host = createTapeHost({ chip });
    host.reset();
    for (const code of [0x1f, 0x40, 0x00]) expect(host.ask(code)).toEqual([0x80]);
    expect(host.interrupts).toBe(1);
  });

  if (enhanced)
    test("keeps its configuration over a reset only when locked", () => {
      const host = createTapeHost({ chip });
      host.reset();
      host.ask(0x13, 0, 0x57, 9);
      host.ask(0x03, 0xdf, 0x02);
      expect(host.ask(0x94)).toEqual([0x10]);
      expect(host.ask(0x0e)).toEqual([0, 0, 0, 0, 0xdf, 0x02, 0, 0x80, 0x57, 9]);
      // POLL is set: no interrupt follows the reset.
      host.out(2, 0x08);
      host.out(2, 0x0c);
      expect(host.interrupt(2)).toBe(false);
      expect(host.ask(0x0e)).toEqual([0, 0, 0, 0, 0, 0, 0, 0x80, 0x57, 9]);
      expect(host.ask(0x14)).toEqual([0]);
      host.out(2, 0x08);
      host.out(2, 0x0c);
      expect(host.interrupt(2)).toBe(true);
      expect(host.ask(0x08)).toEqual([0xc0, 0]);
      expect(host.ask(0x0e)).toEqual(afterReset);
    });

  if (enhanced)
    test("resets by its data-rate select register as well", () => {
      const host = createTapeHost({ chip });
      host.reset();
      host.ask(0x03, 0xdf, 0x02);
      host.out(4, 0x80);
      expect(host.interrupt(1.2)).toBe(true);
      expect(host.ask(0x08)).toEqual([0xc0, 0]);
      expect(host.ask(0x0e)).toEqual(afterReset);
    });

  if (enhanced && chip !== "Ditto EZ")
    test("takes the rate that comes with a reset by that register", () => {
      const host = createTapeHost({ chip, tape: { rate: 500 } });
      host.reset();
      host.out(7, 2);
      host.out(4, 0x80);
      host.interrupt();
      for (let unit = 0; unit < 4; unit++) host.ask(0x08);
      expect(host.run(0x4a, 0)[0]).toBe(0);
    });
});

test("perpendicular mode: drive bits change only with OW, gap and gate always, and only these are reset", () => {
  const host = createTapeHost();
  host.reset();
  const shown = () => host.ask(0x0e)[7];
  host.ask(0x12, 0x03);
  expect(shown()).toBe(0x03);
  host.ask(0x12, 0x84);
  expect(shown()).toBe(0x04);
  host.ask(0x12, 0x3b);
  expect(shown()).toBe(0x07);
  host.reset();
  expect(shown()).toBe(0x04);
});

test("82078: SAVE and RESTORE, the 48 MHz form of CONFIGURE, and drive specifications", () => {
  const host = createTapeHost({ chip: "82078-1" });
  host.reset();
  host.ask(0x93, 0, 0x4a, 7);
  host.ask(0x03, 0xc1, 0x02);
  expect(host.ask(0x8e, 0x08, 0x28, 0x48, 0x68, 0xc0)).toEqual([]);
  expect(host.ask(0x8e, 0x80)).toEqual([0x08, 0x08, 0x08, 0x08]);
  const saved = host.ask(0x2e);
  expect(saved).toHaveLength(16);
  host.reset();
  expect(host.ask(0x8e, 0x80)).toEqual([0, 0, 0, 0]);
  host.ask(0x4e, ...saved);
  expect(host.ask(0x2e)).toEqual(saved);
  expect(host.ask(0x0e).slice(4)).toEqual([0xc1, 0x02, 0, 0, 0x4a, 7]);
});

test("a busy chip shows its phases in the main status register", () => {
  const host = createTapeHost();
  host.reset();
  host.pass(1);
  expect(host.msr).toBe(0x80);
  host.out(5, 0x03);
  expect(host.msr).toBe(0x10);
  host.pass(0.01);
  expect(host.msr).toBe(0x90);
  host.send(0xdf, 0x02);
  host.send(0x08);
  expect(host.msr).toBe(0x50);
  host.pass(0.01);
  expect(host.msr).toBe(0xd0);
  expect(host.in(5)).toBe(0x80);
  host.pass(0.01);
  expect(host.msr).toBe(0x80);
});

test("reads of the FIFO outside a result phase give 0 and change nothing", () => {
  const host = createTapeHost();
  host.reset();
  host.send(0x03, 0xdf);
  expect(host.in(5)).toBe(0);
  host.send(0x02);
  expect(host.in(5)).toBe(0);
  expect(host.ask(0x0e).slice(4, 6)).toEqual([0xdf, 0x02]);
});
