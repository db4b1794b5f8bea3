import { describe, expect, test } from "vitest";
import {
  type ChipName,
  DefaultTimeouts,
  driveModelOf,
  FdcError,
  findDrive,
  openController,
  tapeSpeed,
} from "../../src/index.js";
import {
  createFaults,
  createMemoryMedium,
  createPeerSimulator,
  createSimulator,
  type DriveModelName,
  driveModels,
  type FaultScript,
  type SimulatorOptions,
} from "../../src/sim/index.js";

const modelNames = Object.keys(driveModels) as DriveModelName[];

/** Ids that a drive has once it was asked twice. */
const settledIds: Readonly<Record<string, number>> = { "iomega-250": 0x8880 };

async function found(options: SimulatorOptions = {}, given: { unit?: number } = {}) {
  const simulator = createSimulator({ unit: 1, ...options });
  const { hardware } = simulator;
  const controller = await openController(hardware);
  const tape = await findDrive(controller, { clock: hardware.clock, ...given });
  return { simulator, hardware, controller, tape };
}

/** Reads what is pending since power-on. */
async function quiet(tape: Awaited<ReturnType<typeof findDrive>>) {
  for (let status = await tape.waitReady(60_000); status & 0x12; status = await tape.status())
    await tape.error();
}

describe("every drive that was sold", () => {
  test.each(modelNames)("%s is found, known and released", async (name) => {
    const model = driveModels[name];
    const cartridge = createMemoryMedium({ formatted: true });
    const { tape, simulator } = await found({ drive: model, cartridge });
    const id = settledIds[name] ?? model.vendorId;
    expect(tape.identity).toMatchObject({ vendorId: id, unit: 1, romVersion: model.romVersion });
    expect(tape.identity.name).toBe(driveModelOf(id)?.name);
    expect(tape.identity.canFormat).toBe(model.canFormat);
    expect(tape.identity.extensions).toBe(model.extensions);
    // The error since power-on is still there for whoever starts the drive up.
    expect((await tape.status()) & 0x02).toBe(0x02);
    expect((await tape.error()).code).toBe(model.powerOnError);
    await quiet(tape);
    expect(await tape.configuredRate()).toBe(model.defaultRate);
    const accepted: number[] = [];
    for (const rate of [250, 500, 1000, 2000, 3000, 4000])
      if (await tape.selectRate(rate)) accepted.push(rate);
    expect(accepted).toEqual(model.rates);
    expect((await tape.tapeStatus())?.standard).toBe(
      model.reportsTapeStatus ? "QIC-80" : undefined,
    );
    await tape.release();
    // Deselected, it answers nobody who does not know how to wake it; the one who does finds it again.
    const again = await findDrive(tape.controller, { clock: simulator.hardware.clock, unit: 1 });
    expect(again.identity.vendorId).toBe(id);
  });

  test.each(modelNames)("%s comes back after a reset, at the rate it had", async (name) => {
    const model = driveModels[name];
    const { tape, hardware } = await found({ drive: model, cartridge: createMemoryMedium() });
    await quiet(tape);
    const rate = model.rates.at(-1) ?? 0;
    expect(await tape.selectRate(rate)).toBe(true);
    const beganMs = hardware.clock.now();
    await tape.reset();
    expect(hardware.clock.now() - beganMs).toBeGreaterThan(1000);
    expect((await tape.status()) & 0x13).toBe(0x01);
    expect(await tape.configuredRate()).toBe(rate);
  });

  test.each([0, 1, 2, 3])("on select line %i", async (unit) => {
    for (const name of ["colorado-1400", "conner-c250mq", "insight-80", "wangtek-3080f"] as const)
      expect((await found({ unit, drive: driveModels[name] })).tape.identity.unit).toBe(unit);
  });

  test.each<ChipName>(["8272A", "82072", "82077", "82078", "82078-1", "Ditto EZ"])(
    "behind an %s",
    async (chip) => {
      const { tape } = await found({ chip, mode: "fifo" }, { unit: 1 });
      expect(await tape.report("report-vendor-id")).toBe(tape.identity.vendorId);
    },
  );
});

describe("commands arrive as they were meant", () => {
  test("a motion that the drive would refuse is never sent", async () => {
    const { tape } = await found({}, { unit: 1 });
    await quiet(tape);
    for (const name of ["logical-forward", "physical-reverse", "seek-load-point"] as const)
      await expect(tape.command(name)).rejects.toMatchObject({ code: "CARTRIDGE_CHANGED" });
    expect((await tape.status()) & 0x02).toBe(0);
  });

  test("parameters arrive: head, skips, rate, segments", async () => {
    const cartridge = createMemoryMedium({ formatted: true });
    const { tape, simulator } = await found({ cartridge }, { unit: 1 });
    await quiet(tape);
    await tape.command("seek-load-point");
    await tape.waitReady(DefaultTimeouts.resetMs);
    await tape.command("seek-head-to-track", 27);
    await tape.waitReady(15_000);
    expect(simulator.drive.head).toBe(27);
    await tape.command("set-format-segments", 0x123);
    await tape.waitReady(1000);
    expect(await tape.formatSegments()).toBe(0x123);
    expect((await tape.status()) & 0x02).toBe(0);
  });

  test("an illegal track is named with its command", async () => {
    const cartridge = createMemoryMedium({ formatted: true });
    const { tape } = await found({ cartridge }, { unit: 1 });
    await quiet(tape);
    await tape.command("seek-load-point");
    await tape.waitReady(DefaultTimeouts.resetMs);
    await tape.command("seek-head-to-track", 100);
    await expect(tape.command("physical-reverse")).rejects.toMatchObject({
      code: "DRIVE_ERROR",
      details: { code: 7, command: 13 },
    });
  });

  test("a wind is waited for no longer than a poll beyond its end", async () => {
    const cartridge = createMemoryMedium({ formatted: true });
    const { tape, hardware } = await found({ cartridge }, { unit: 1 });
    await quiet(tape);
    await tape.command("seek-load-point");
    await tape.waitReady(DefaultTimeouts.resetMs);
    const beganMs = hardware.clock.now();
    await tape.command("physical-forward");
    await tape.waitReady(DefaultTimeouts.rewindMs);
    const inches = 150 * (tapeSpeed("QIC-80", 500)?.pitchInches ?? 0);
    const windMs = (1000 * inches) / (tape.identity.windIps ?? 1);
    expect(hardware.clock.now() - beganMs).toBeGreaterThan(windMs);
    expect(hardware.clock.now() - beganMs).toBeLessThan(windMs + 4000);
    expect((await tape.status()) & 0x80).toBe(0x80);
  });
});

describe("when signalling fails", () => {
  /** A vendor id asked for again and again while the script strikes. */
  async function struck(
    script: FaultScript,
    questions = 6,
    model: DriveModelName = "colorado-1400",
  ) {
    const { tape, hardware } = await found(
      { drive: driveModels[model], faults: createFaults(script), cartridge: createMemoryMedium() },
      { unit: 1 },
    );
    const beganMs = hardware.clock.now();
    const answers: (number | string)[] = [];
    for (let question = 0; question < questions; question++)
      answers.push(
        await tape
          .report("report-vendor-id")
          .catch((error: unknown) => (error instanceof FdcError ? error.code : "not ours")),
      );
    return { answers, tookMs: hardware.clock.now() - beganMs, identity: tape.identity };
  }

  test.each([1, 2, 3, 5, 8])("a missing stop bit, report number %i", async (nth) => {
    const { answers, identity } = await struck([{ kind: "missingStopBit", when: { nth } }]);
    expect(identity.vendorId).toBe(0x11c3);
    expect(new Set(answers)).toEqual(new Set([0x11c3]));
  });

  test("stop bits that are always missing after the start", async () => {
    const { answers } = await struck([
      { kind: "missingStopBit", where: { command: 32 }, when: { every: 2 } },
    ]);
    expect(new Set(answers)).toEqual(new Set([0x11c3]));
  });

  for (const kind of ["dropPulse", "addPulse"] as const)
    test(`${kind} in any train: a right answer or an error, never a wrong one`, async () => {
      for (let nth = 1; nth <= 45; nth++) {
        const { answers, tookMs, identity } = await struck([{ kind, when: { nth } }], 4);
        expect(identity.vendorId, `train ${nth}`).toBe(0x11c3);
        expect(answers.at(-1), `train ${nth}`).toBe(0x11c3);
        expect(tookMs).toBeLessThan(20_000);
      }
    });

  test("a drive that waits longer for pulses is served slowly until it is reset", async () => {
    const { tape, hardware } = await found({}, { unit: 1 });
    await quiet(tape);
    const statusMs = async () => {
      const beganMs = hardware.clock.now();
      expect((await tape.status()) & 0x05).toBe(0x01);
      return hardware.clock.now() - beganMs;
    };
    await tape.send("alternate-command-timeout", 19);
    await statusMs();
    expect(await statusMs()).toBeGreaterThan(1000);
    expect(await tape.report("report-vendor-id")).toBe(tape.identity.vendorId);
    await tape.reset();
    expect(await statusMs()).toBeLessThan(120);
  });

  test("a silence that ends leaves no slowness behind", async () => {
    const script: FaultScript = [
      { kind: "silentDrive", args: { ms: 10_000 }, where: { command: 8 }, when: "once" },
    ];
    const { tape, hardware } = await found({ faults: createFaults(script) }, { unit: 1 });
    await quiet(tape);
    expect(await tape.configuredRate().catch(() => undefined)).toBeUndefined();
    await hardware.clock.sleep(10_000);
    await tape.status();
    const beganMs = hardware.clock.now();
    await tape.status();
    expect(hardware.clock.now() - beganMs).toBeLessThan(120);
  });

  test.each([
    ["silentDrive", { ms: 800 }],
    ["stuckTrackZero", { level: 1, ms: 800 }],
    ["stuckTrackZero", { level: 0, ms: 800 }],
  ] as const)("%s for a while", async (kind, args) => {
    const script: FaultScript = [{ kind, args, when: { nth: 12 } }];
    const { answers } = await struck(script);
    expect(answers.at(-1)).toBe(0x11c3);
    for (const answer of answers) expect([0x11c3, "NO_ANSWER", "INVALID_REPORT"]).toContain(answer);
  });
});

describe("the other emulator's drive", () => {
  test("answers deselected, has error 26 pending, is named", async () => {
    const simulator = createPeerSimulator({ unit: 1 });
    const { hardware } = simulator;
    const controller = await openController(hardware);
    const tape = await findDrive(controller, { clock: hardware.clock });
    expect(tape.identity).toMatchObject({
      vendorId: 0x014e,
      name: "Conner C250MQ",
      unit: 1,
      wakeUp: "mountain",
      romVersion: 2,
    });
    expect(await tape.status()).toBe(0x03);
    expect(await tape.error()).toMatchObject({ code: 26, command: 1 });
    expect(await tape.selectRate(250)).toBe(false);
    expect(await tape.selectRate(1000)).toBe(true);
    expect(await tape.selectRate(500)).toBe(true);
    expect(await tape.selectFormat(9)).toBe(false);
    expect(await tape.tapeStatus()).toBeUndefined();
    await tape.reset();
    expect(await tape.configuredRate()).toBe(500);
    await tape.release();
  });
});
