import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { boards, type Diagnosis, diagnose, isFailure } from "../../src/index.js";
import {
  createFaults,
  createMemoryMedium,
  createPeerSimulator,
  createSimulator,
  driveModels,
  type SimulatorOptions,
} from "../../src/sim/index.js";

function medium(name: string, options: { formatted?: boolean; writeProtected?: boolean } = {}) {
  const type = cartridgeTypeNamed(name);
  if (type === undefined) throw new Error(name);
  return createMemoryMedium({ type, formatted: true, ...options });
}

function examine(options: SimulatorOptions = {}, unit?: number) {
  const simulator = createSimulator({ unit: 1, ...options });
  return diagnose(simulator.hardware, unit === undefined ? {} : { unit });
}

function texts({ advice }: Diagnosis, kind: "problem" | "hint"): string {
  return advice
    .filter((one) => one.kind === kind)
    .map(({ text }) => text)
    .join("\n");
}

describe("all is well", () => {
  test("controller, drive, cartridge and the rate they go together at", async () => {
    const found = await examine({ cartridge: medium("qic80-307") });
    expect(found.controller).toMatchObject({ board: "standard", base: 0x3f0, chip: "82077AA" });
    expect(found.drive).toMatchObject({
      vendorId: 0x11c4,
      unit: 1,
      wakeUp: "colorado",
      rates: [1000, 500, 250],
      failure: undefined,
    });
    expect(found.cartridge).toMatchObject({ present: true, referenced: true, standard: "QIC-80" });
    expect(found.rate).toBe(1000);
    expect(found.advice).toEqual([]);
  });

  test("the drive is left asleep, at the rate and on the place it had", async () => {
    const simulator = createSimulator({ cartridge: medium("qic80-307") });
    const { rate, positionUm } = simulator.drive;
    await diagnose(simulator.hardware);
    expect(simulator.drive.selected).toBe(false);
    expect(simulator.drive.rate).toBe(rate);
    expect(simulator.drive.positionUm).toBe(positionUm);
  });

  test("a drive that nobody here wrote", async () => {
    const { hardware } = createPeerSimulator({ unit: 1 });
    const found = await diagnose(hardware);
    expect(found.drive).toMatchObject({ name: "Conner C250MQ", rates: [1000, 500] });
    expect(found.cartridge).toMatchObject({ present: false });
    expect(texts(found, "problem")).toBe("");
    expect(texts(found, "hint")).toContain("insert a cartridge");
  });
});

describe("something is missing", () => {
  test("no controller", async () => {
    const { hardware } = createSimulator({ board: boards.secondary });
    const found = await diagnose(hardware);
    expect(found.controller).toMatchObject({ code: "NO_CONTROLLER" });
    expect(found).toMatchObject({ drive: undefined, cartridge: undefined, standards: [] });
    expect(texts(found, "problem")).toMatch(/setup of the machine.*fc10.*mach2/);
  });

  test("no board", async () => {
    const { hardware } = createSimulator();
    const found = await diagnose(hardware, { board: "fc10" });
    expect(found.controller).toMatchObject({ code: "BOARD_MISSING" });
    expect(texts(found, "problem")).toContain("jumpers");
  });

  test("two controllers on the same lines", async () => {
    const { hardware } = createSimulator({ board: boards["ditto-dash"], onBoard: true });
    const found = await diagnose(hardware, { board: "ditto-dash" });
    expect(isFailure(found.controller)).toBe(false);
    expect(found.clash).toMatch(/interrupt 6 and DMA channel 2/);
    expect(texts(found, "hint")).toContain(found.clash);
  });

  test("no drive", async () => {
    const found = await examine({ unit: 2 }, 1);
    expect(found.drive).toMatchObject({ code: "NO_DRIVE" });
    expect(found.standards.map(({ rate }) => rate)).toEqual([500, 1000, 1000, 1000, undefined]);
    expect(texts(found, "problem")).toContain("power and cable");
  });

  test.each(["silentDrive", "stuckTrackZero"] as const)("%s once it was found", async (kind) => {
    const faults = createFaults([{ kind, when: { nth: 6 }, args: { ms: 3_600_000 } }]);
    const found = await examine({ faults, cartridge: medium("qic80-307") }, 1);
    expect(found.advice[0]?.kind).toBe("problem");
  });

  test("a drive that never gets ready", async () => {
    const faults = createFaults([{ kind: "notReadyStuck", args: { ms: 3_600_000 } }]);
    const simulator = createSimulator({ unit: 1, faults });
    simulator.drive.insert(medium("qic80-307"));
    const found = await diagnose(simulator.hardware, { waitMs: 5000 });
    expect(found.drive).toMatchObject({ vendorId: 0x11c4, failure: { code: "DRIVE_BUSY" } });
    expect(texts(found, "problem")).toContain("still moving");
  });

  test("a drive with an error of its own", async () => {
    const faults = createFaults([
      { kind: "driveError", where: { command: 33 }, args: { error: 22 } },
    ]);
    const found = await examine({ faults, cartridge: medium("qic80-307") });
    expect(found.drive).toMatchObject({ vendorId: 0x11c4 });
    expect(isFailure(found.controller)).toBe(false);
  });
});

describe("limits", () => {
  test("perpendicular recording needs a controller for it", async () => {
    const found = await examine({
      chip: "8272A",
      drive: driveModels["colorado-1400"],
      cartridge: medium("qic3020-1000"),
    });
    expect(found.rate).toBeUndefined();
    expect(texts(found, "problem")).toMatch(/does not support QIC-3020.*perpendicular.*2\.88/);
    expect(texts(found, "hint")).toContain("ends at 500 kbit/s, the drive could do 2000");
  });

  test("the controller decides about the rate", async () => {
    const rateWith = async (chip: NonNullable<SimulatorOptions["chip"]>) =>
      (
        await examine({
          chip,
          drive: driveModels["colorado-1400"],
          cartridge: medium("qic3020-1000"),
        })
      ).rate;
    expect(await rateWith("82077AA")).toBe(1000);
    expect(await rateWith("82078-1")).toBe(2000);
  });

  test("a drive that has none of the rates", async () => {
    const found = await examine({ chip: "82078-1", drive: driveModels["colorado-dj20"] });
    const dittoMax = found.standards.at(-1);
    expect(dittoMax?.rate).toBeUndefined();
    expect(dittoMax?.obstacle).toContain("the drive only takes 1000, 500, 250");
  });

  test("what drives and cartridges cannot do", async () => {
    const ditto = await examine({
      drive: driveModels["ditto-2gb"],
      cartridge: medium("qic3020-1000", { formatted: false }),
    });
    expect(texts(ditto, "problem")).toContain("Iomega DITTO 2GB cannot do that");
    expect(texts(ditto, "hint")).toContain("cannot format");
    const t3000 = await examine({
      drive: driveModels["hp-t3000"],
      cartridge: medium("qic80-307", { writeProtected: true }),
    });
    expect(texts(t3000, "hint")).toMatch(/reads QIC-80 cartridges but cannot write them/);
    expect(texts(t3000, "hint")).toContain("write protected");
    const blank = await examine({ cartridge: medium("qic80-307", { formatted: false }) });
    expect(texts(blank, "hint")).toContain("ftformat");
  });
});

describe("options", () => {
  test.each([{ unit: 4 }, { unit: -1 }, { board: "fc30" }])("%o cannot be", async (options) => {
    const { hardware } = createSimulator();
    await expect(diagnose(hardware, options)).rejects.toThrow(RangeError);
  });

  test("ports that fail altogether are a finding, too", async () => {
    const { hardware } = createSimulator();
    const broken = () => Promise.reject(new Error("cable pulled"));
    const found = await diagnose({
      clock: hardware.clock,
      io: { inb: broken, outb: broken },
    });
    expect(found.controller).toEqual({ code: "UNKNOWN", text: "cable pulled" });
    expect(texts(found, "problem")).toBe("cable pulled");
  });
});
