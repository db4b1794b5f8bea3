import { createGeometry, sectorIdOf } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import {
  createFaults,
  createMemoryMedium,
  driveModels,
  type FaultScript,
  type TapeType,
} from "../../src/sim/index.js";
import { createStepHost } from "./step-host.js";

const formatted = () => createMemoryMedium({ formatted: true });
const host = (script: FaultScript) =>
  createStepHost({ medium: formatted(), faults: createFaults(script) });

describe("faults of the cartridge in the drive", () => {
  test("it is gone all at once", () => {
    const h = host([{ kind: "noCartridge", where: { command: 10 }, when: "once" }]);
    h.command(10);
    expect(h.error()).toEqual([2, 10]);
    expect(h.status()).toBe(0x03 & ~0x02);
  });

  test("it turns write-protected", () => {
    const h = host([{ kind: "writeProtect", where: { command: 15 }, when: "once" }]);
    h.command(15);
    expect(h.error()).toEqual([5, 15]);
    expect(h.status()).toBe(0x6d);
  });

  test("it is taken for a new one, and loaded again", () => {
    const h = host([{ kind: "newCartridge", where: { command: 12 }, when: "once" }]);
    h.command(12);
    expect(h.status() & 0x11).toBe(0x10);
    expect(h.ready()).toBeGreaterThan(5000 - 100);
    expect(h.error()).toEqual([1, 12]);
    expect(h.status()).toBe(0x65);
  });

  test("pulses that nobody sent", () => {
    const h = host([{ kind: "addPulse", where: { command: 11 }, when: "once" }]);
    h.command(11);
    h.ready();
    expect(h.status()).toBe(0xa5); // 12: to the end
  });
});

describe("the loader of a Ditto Max", () => {
  const model = driveModels["ditto-max"];
  const type: TapeType = {
    standard: "Ditto Max",
    wide: true,
    feet: 100,
    geometry: createGeometry({ formatCode: 6, segmentsPerTrack: 20, tracksPerCartridge: 72 }),
  };
  const loaded = () =>
    createStepHost({ model, medium: createMemoryMedium({ type, formatted: true }) });

  test("door, lock and partition", () => {
    const h = loaded();
    expect(h.report(54, 8)).toBe(0x00);
    h.command(53);
    expect(h.report(54, 8)).toBe(0x20);
    h.command(53);
    h.command(55, 2);
    expect(h.drive.ready).toBe(false);
    h.ready();
    expect(h.report(54, 8)).toBe(0x02);
  });

  test("unloading opens the door, loading takes the cartridge in again", () => {
    const h = loaded();
    h.command(52);
    expect(h.report(54, 8)).toBe(0x10);
    expect(h.status()).toBe(0x01);
    h.command(52);
    h.ready();
    expect(h.status()).toBe(0x75);
    h.command(52);
    h.drive.insert(createMemoryMedium({ type }));
    h.ready();
    expect(h.drive.medium?.referenced).toBe(false);
  });

  test("a door that is not as it should be", () => {
    const faults = createFaults([{ kind: "loaderDoor", args: { state: "unknown" } }]);
    expect(createStepHost({ model, faults }).report(54, 8)).toBe(0x44);
  });

  test("4000 kbit/s at 68 inches a second", () => {
    const h = loaded();
    h.command(50, 4);
    expect(h.report(51, 8)).toBe(4);
    h.command(10);
    const id = sectorIdOf(1, 31, type.geometry);
    h.wait(300); // in segment 0
    expect(h.find(id)?.place).toBe(63);
  });
});

describe("cartridges that a drive does not know", () => {
  test("a QIC-80 drive calls a QIC-3020 cartridge invalid", () => {
    const geometry = createGeometry({
      formatCode: 4,
      segmentsPerTrack: 20,
      tracksPerCartridge: 40,
    });
    const type: TapeType = { standard: "QIC-3020", wide: false, feet: 20, geometry };
    const h = createStepHost({ awake: false });
    h.wake();
    h.error();
    h.drive.insert(createMemoryMedium({ type, formatted: true }));
    h.ready();
    expect(h.status() & 0x20).toBe(0);
    expect(h.error()).toEqual([34, 14]);
  });
});
