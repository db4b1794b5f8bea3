import { describe, expect, test } from "vitest";
import { type FdcError, findDrive, type WakeUp } from "../../src/index.js";
import { createPulseDrive, ordinary, type Reply } from "./pulse-drive.js";

const methods: readonly WakeUp[] = ["none", "colorado", "mountain", "insight"];

function failure(promise: Promise<unknown>): Promise<FdcError> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: FdcError) => error,
  );
}

describe("search", () => {
  test.each(methods.flatMap((wakeUp) => [0, 1, 2, 3].map((unit) => [wakeUp, unit] as const)))(
    "a drive woken by %s is found on unit %i",
    async (wakeUp, unit) => {
      const drive = createPulseDrive({ answers: ordinary, wakeUp, unit });
      const { identity } = await findDrive(drive.controller, { clock: drive.clock });
      expect(identity).toMatchObject({ vendorId: 0x11c3, name: "Colorado 1400", unit });
      expect(identity.wakeUp).toBe(wakeUp === "none" ? "colorado" : wakeUp);
      expect(drive.motorOn).toBe(wakeUp === "insight");
    },
  );

  test("a drive that is deaf after a soft reset is found by the second search", async () => {
    const drive = createPulseDrive({ answers: ordinary, wakeUp: "mountain" });
    const tape = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    await tape.send("soft-reset");
    drive.settle();
    expect(drive.awake).toBe(false);
    const again = await findDrive(drive.controller, {
      clock: drive.clock,
      unit: 1,
      wakeUp: "mountain",
    });
    expect(again.identity.vendorId).toBe(0x11c3);
  });

  test("nothing on the cable", async () => {
    const drive = createPulseDrive({ answers: {} });
    const error = await failure(findDrive(drive.controller, { clock: drive.clock }));
    expect(error.code).toBe("NO_DRIVE");
    expect(drive.clock.now()).toBeLessThan(30_000);
  });

  test("a floppy drive at track 0 is no tape drive", async () => {
    let track = 0;
    const fake = createPulseDrive({ answers: {} });
    const controller = Object.assign(fake.controller, {
      step(pulses: number) {
        track = track >= pulses ? track - pulses : track + pulses;
        return Promise.resolve();
      },
      trackZero: () => Promise.resolve(track === 0),
    });
    const error = await failure(findDrive(controller, { clock: fake.clock, unit: 0 }));
    expect(error.code).toBe("NO_DRIVE");
  });

  test.each([true, false])("the track 0 line is stuck at %s", async (stuck) => {
    const drive = createPulseDrive({ answers: ordinary });
    drive.state.stuck = stuck;
    const error = await failure(findDrive(drive.controller, { clock: drive.clock, unit: 1 }));
    expect(error.code).toBe("NO_DRIVE");
  });

  test("a unit that does not exist is the caller's mistake", async () => {
    const drive = createPulseDrive({ answers: ordinary });
    await expect(findDrive(drive.controller, { clock: drive.clock, unit: 4 })).rejects.toThrow(
      RangeError,
    );
  });

  test("errors pending since power-on are left alone", async () => {
    const answers = { ...ordinary, 6: { value: 0x67, bits: 8 } };
    const drive = createPulseDrive({ answers });
    const tape = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(drive.log).not.toContain("7");
    expect(await tape.status()).toBe(0x67);
  });
});

describe("identity", () => {
  test("an id of eight bits", async () => {
    const answers = { ...ordinary, 32: { value: 0x05, bits: 8 } };
    const drive = createPulseDrive({ answers, wakeUp: "insight" });
    const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(identity).toMatchObject({ vendorId: 0x10005, name: "Insight 80Mb, Irwin 80SX" });
  });

  test("an id of eight bits on a line that idles high", async () => {
    const replies: Reply[] = [
      { value: 0xff05, bits: 16 },
      { value: 0x05, bits: 8 },
    ];
    const drive = createPulseDrive({
      answers: { ...ordinary, 32: () => replies.shift() },
      wakeUp: "insight",
    });
    const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(identity.vendorId).toBe(0x10005);
  });

  test("sixteen bits of 5 from a drive that is woken by its motor line", async () => {
    const answers = { ...ordinary, 32: { value: 0x05, bits: 16 } };
    const drive = createPulseDrive({ answers, wakeUp: "insight" });
    const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(identity.name).toBe("Insight 80Mb, Irwin 80SX");
  });

  test("an id by command 24", async () => {
    const { 32: _, ...rest } = ordinary;
    const answers = { ...rest, 24: { value: 0x03, bits: 8 } };
    const drive = createPulseDrive({ answers, wakeUp: "colorado" });
    const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(identity).toMatchObject({ vendorId: 0x20003, name: "unknown drive", unit: 1 });
  });

  test.each([
    ["colorado", 0x0000, "Colorado DJ-10 (old)"],
    ["mountain", 0xffc0, "unknown drive"],
  ] as const)("no id from a drive woken by %s", async (wakeUp, vendorId, name) => {
    const { 32: _, ...answers } = ordinary;
    const drive = createPulseDrive({ answers, wakeUp });
    const tape = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(tape.identity).toMatchObject({ vendorId, name, wakeUp });
    // Command 24 was the one that sends a Mountain drive to sleep.
    expect(drive.awake).toBe(true);
    expect(await tape.status()).toBe(0x65);
  });

  test("makes and models that nobody knows", async () => {
    const answers = { ...ordinary, 32: { value: 0x7abc, bits: 16 } };
    const drive = createPulseDrive({ answers });
    const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
    expect(identity).toMatchObject({
      vendorId: 0x7abc,
      name: "unknown drive",
      make: "unknown",
      canFormat: true,
      formatFiller: 0x6b,
      wakeUp: "none",
    });
  });

  test.each([
    { rom: 63, signature: 0xa5, status: undefined, id: 0x8880 },
    { rom: 62, signature: 0xa5, status: undefined, id: 0x0047 },
    { rom: 63, signature: 0xa5, status: 0x04, id: 0x0047 },
    { rom: 63, signature: 0x11, status: 0x04, id: 0xffc0 },
  ])(
    "id 0x47 with firmware $rom and signature $signature",
    async ({ rom, signature, status, id }) => {
      let diagnostic = 0;
      const drive = createPulseDrive({
        answers: {
          ...ordinary,
          9: () => ({ value: diagnostic === 2 ? signature : rom, bits: 8 }),
          32: { value: 0x0047, bits: 16 },
          37: () => (status === undefined ? undefined : { value: status, bits: 8 }),
        },
        onCommand(code) {
          if (code === 28) diagnostic++;
          if (code === 30) diagnostic = 0;
        },
      });
      const { identity } = await findDrive(drive.controller, { clock: drive.clock, unit: 1 });
      drive.settle();
      expect(identity.vendorId).toBe(id);
      expect(diagnostic).toBe(0);
      expect(identity.romVersion).toBe(rom);
    },
  );
});
