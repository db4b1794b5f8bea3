import { describe, expect, test } from "vitest";
import {
  calibrateTapeLength,
  DefaultTimeouts,
  type DriveTraceRecord,
  type FdcError,
  findDrive,
  moveLoaderDoor,
  setCartridgeLock,
  setFormatSegments,
} from "../../src/index.js";
import { createPulseDrive, ordinary, type PulseDriveOptions, type Reply } from "./pulse-drive.js";

/** A drive that was found, with answers that tests may change afterwards. */
async function found(
  answers: PulseDriveOptions["answers"] = {},
  more: Partial<PulseDriveOptions> = {},
) {
  const all: PulseDriveOptions["answers"] = { ...ordinary, ...answers };
  const drive = createPulseDrive({ ...more, answers: all });
  const records: DriveTraceRecord[] = [];
  const trace = { level: 8, add: (record: DriveTraceRecord) => void records.push(record) };
  const { clock, controller } = drive;
  const tape = await findDrive(controller, { clock, unit: 1, trace });
  drive.log.length = 0;
  records.length = 0;
  return { drive, tape, clock, answers: all, records };
}

function failure(promise: Promise<unknown>): Promise<FdcError> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: FdcError) => error,
  );
}

/** Answers one after the other; the last one for ever. */
function inTurn(...replies: readonly Reply[]) {
  let at = 0;
  return () => replies[Math.min(at++, replies.length - 1)];
}

const byte = (value: number) => ({ value, bits: 8 });

describe("signalling", () => {
  test("a 16-bit vendor id, lowest bit first", async () => {
    const { tape } = await found();
    expect(await tape.report("report-vendor-id")).toBe(0x11c3);
  });

  test("a train begins at least 3 ms after the one before", async () => {
    const { drive, tape } = await found();
    const begins: [startMs: number, pulses: number][] = [];
    const step = drive.controller.step.bind(drive.controller);
    Object.assign(drive.controller, {
      step(pulses: number) {
        begins.push([drive.clock.now(), pulses]);
        return step(pulses);
      },
    });
    await tape.send("skip-n-segments-forward", 0x2a);
    await tape.status();
    expect(begins.slice(0, 4).map(([, pulses]) => pulses)).toEqual([26, 0xa + 2, 2 + 2, 6]);
    for (let at = 1; at < begins.length; at++) {
      const [beforeMs = 0, pulses = 0] = begins[at - 1] ?? [];
      const endMs = beforeMs + 2 * pulses;
      expect((begins[at]?.[0] ?? 0) - endMs).toBeGreaterThanOrEqual(3);
    }
  });

  test("a bit that is on the line only shortly before the time-out is waited for", async () => {
    const { tape } = await found({ 32: { value: 0x5aa5, bits: 16 } }, { bitMs: 2.4 });
    expect(await tape.report("report-vendor-id")).toBe(0x5aa5);
  });

  test("what is asked for after a command comes after the drive has understood it", async () => {
    const understood: number[] = [];
    const onCommand = (code: number) => void understood.push(code);
    const { drive, tape } = await found({}, { onCommand });
    await tape.send("logical-forward");
    await drive.controller.trackZero();
    expect(understood.at(-1)).toBe(10);
  });

  test("an acknowledge that takes 250 ms is waited for", async () => {
    const { drive, tape, clock } = await found();
    const quick = drive.controller.trackZero.bind(drive.controller);
    let slowUntilMs = clock.now() + 250;
    Object.assign(drive.controller, {
      async trackZero() {
        return clock.now() < slowUntilMs ? false : await quick();
      },
    });
    expect(await tape.status()).toBe(0x65);
    expect(drive.controllerResets).toBe(0);
    slowUntilMs = clock.now() + 400;
    expect(await tape.status()).toBe(0x65);
    expect(drive.controllerResets).toBe(1);
  });

  test("a missing stop bit: the controller is reset and the question repeated", async () => {
    const { drive, tape, answers } = await found();
    answers[32] = inTurn({ value: 0x1234, bits: 16, stop: false }, { value: 0x11c3, bits: 16 });
    expect(await tape.report("report-vendor-id")).toBe(0x11c3);
    expect(drive.controllerResets).toBe(1);
  });

  test("no stop bit four times", async () => {
    const { tape, answers, drive } = await found();
    answers[6] = { value: 0x65, bits: 8, stop: false };
    const error = await failure(tape.status());
    expect(error).toMatchObject({ code: "INVALID_REPORT", details: { command: 6 } });
    expect(drive.log.filter((line) => line === "6")).toHaveLength(4);
  });

  test("a status of ones only is none", async () => {
    const { tape, answers } = await found();
    answers[6] = inTurn(byte(0xff), byte(0x65));
    expect(await tape.status()).toBe(0x65);
    answers[6] = byte(0xff);
    expect((await failure(tape.status())).code).toBe("INVALID_REPORT");
  });

  test("a drive that says nothing any more", async () => {
    const { drive, tape, clock } = await found();
    drive.state.stuck = false;
    const beganMs = clock.now();
    expect(await failure(tape.status())).toMatchObject({ code: "NO_ANSWER" });
    expect(clock.now() - beganMs).toBeLessThan(4000);
  });

  test("a drive that fell asleep is woken by the third try", async () => {
    const { drive, tape } = await found({}, { wakeUp: "mountain" });
    await tape.send("soft-deselect");
    drive.settle();
    expect(drive.awake).toBe(false);
    expect(await tape.status()).toBe(0x65);
  });

  test("a train garbled into a soft reset: the answer comes after the deaf second", async () => {
    const { drive, tape, clock } = await found({}, { wakeUp: "colorado", deafMs: 1500 });
    await tape.send("soft-reset");
    drive.settle();
    expect(await tape.status()).toBe(0x65);
    const beganMs = clock.now();
    await tape.status();
    expect(clock.now() - beganMs).toBeLessThan(120);
  });

  test.each([
    ["seek-head-to-track", 128],
    ["seek-head-to-track", -1],
    ["seek-head-to-track", 1.5],
    ["skip-n-segments-forward", 256],
    ["skip-extended-forward", 4096],
    ["seek-load-point", 1],
    ["phantom-select", undefined],
  ] as const)("%s refuses the parameter %s", async (name, parameter) => {
    const { drive, tape } = await found();
    await expect(tape.send(name, parameter)).rejects.toThrow(RangeError);
    drive.settle();
    expect(drive.log).toEqual([]);
  });

  test("reports are not sent as commands, nor commands as reports", async () => {
    const { tape } = await found();
    await expect(tape.command("report-drive-status")).rejects.toThrow(TypeError);
    await expect(tape.report("stop-tape")).rejects.toThrow(TypeError);
  });

  test("three nibbles, low one first; diagnostic mode twice", async () => {
    const { drive, tape } = await found();
    await tape.send("skip-extended-forward", 0x123);
    await tape.send("enter-diagnostic-1");
    drive.settle();
    expect(drive.log).toEqual(["35 3 2 1", "28", "28"]);
  });
});

describe("admission", () => {
  test("a command that needs nothing asks nothing", async () => {
    const { drive, tape } = await found();
    await tape.command("enter-primary-mode");
    drive.settle();
    expect(drive.log).toEqual(["30"]);
  });

  test("waits until the drive is ready", async () => {
    const { drive, tape, answers } = await found();
    answers[6] = inTurn(byte(0x24), byte(0x24), byte(0x24), byte(0x65));
    await tape.command("physical-reverse");
    drive.settle();
    expect(drive.log).toEqual(["6", "6", "6", "6", "11"]);
  });

  test("a drive that stays busy", async () => {
    const { tape, answers, clock } = await found();
    answers[6] = byte(0x24);
    tape.useTimeouts({ ...DefaultTimeouts, seekMs: 5000 });
    const beganMs = clock.now();
    const error = await failure(tape.command("physical-reverse"));
    expect(error).toMatchObject({ code: "DRIVE_BUSY", details: { status: 0x24 } });
    expect(clock.now() - beganMs).toBeLessThan(6000);
  });

  test("harmless errors are read and passed over", async () => {
    const { drive, tape, answers, records } = await found();
    answers[6] = inTurn(byte(0x67), byte(0x67), byte(0x65));
    answers[7] = { value: 0x0a01, bits: 16 };
    await tape.command("physical-reverse");
    drive.settle();
    expect(drive.log).toEqual(["6", "6", "7", "6", "11"]);
    expect(records.map(({ event }) => event)).toContain("drive.error-passed-over");
  });

  test.each([
    [23, "motion took too long"],
    [26, "drive was switched on"],
    [27, "drive was reset by command"],
  ])("error %i of an earlier command", async (code, text) => {
    const { tape, answers } = await found();
    answers[6] = inTurn(byte(0x67), byte(0x67), byte(0x65));
    answers[7] = { value: code | (12 << 8), bits: 16 };
    const error = await failure(tape.command("physical-reverse"));
    expect(error).toMatchObject({ code: "DRIVE_ERROR", details: { code, command: 12 } });
    expect(error.message).toContain(text);
    expect(error.message).toContain("physical-forward");
  });

  test("an error that does not go away", async () => {
    const { tape, answers } = await found();
    answers[6] = byte(0x67);
    answers[7] = { value: 0x0601, bits: 16 };
    expect((await failure(tape.command("physical-reverse"))).code).toBe("DRIVE_ERROR");
  });

  test.each([
    ["physical-reverse", 0x01, "CARTRIDGE_CHANGED", 2],
    ["physical-reverse", 0x35, "CARTRIDGE_CHANGED", 13],
    ["logical-forward", 0x05, "DRIVE_ERROR", 19],
    ["enter-format-mode", 0x2d, "DRIVE_ERROR", 5],
  ] as const)("%s with status 0x%s", async (name, status, code, driveCode) => {
    const { drive, tape, answers } = await found();
    answers[6] = byte(status);
    expect(await failure(tape.command(name))).toMatchObject({
      code,
      details: { code: driveCode, status },
    });
    // The drive still knows of its new cartridge: nobody read the error.
    expect(drive.log).not.toContain("7");
  });

  test("the cartridge changed and an error with it: nothing is forgotten", async () => {
    const { drive, tape, answers } = await found();
    answers[6] = byte(0x77);
    answers[7] = { value: 0x0d, bits: 16 };
    expect((await failure(tape.command("logical-forward"))).code).toBe("CARTRIDGE_CHANGED");
    expect(drive.log).not.toContain("7");
  });

  test("after something that must not be interrupted the next motion waits", async () => {
    const { drive, tape, answers } = await found();
    await tape.send("stop-tape");
    answers[6] = inTurn(byte(0x24), byte(0x24), byte(0x65));
    await tape.command("stop-tape");
    await tape.command("soft-deselect");
    drive.settle();
    expect(drive.log).toEqual(["18", "6", "6", "6", "18", "24"]);
  });

  test("in format mode the reference burst may still be unknown", async () => {
    const { tape, answers } = await found();
    answers[6] = byte(0x45);
    await tape.command("enter-format-mode");
    await tape.command("logical-forward");
    await tape.command("enter-primary-mode");
    expect((await failure(tape.command("logical-forward"))).code).toBe("DRIVE_ERROR");
  });

  test("the Ditto wants diagnostic mode asked for only when ready", async () => {
    const { drive, tape, answers } = await found({ 32: { value: 0x8883, bits: 16 } });
    answers[6] = inTurn(byte(0x24), byte(0x24), byte(0x65));
    await tape.command("enter-diagnostic-1");
    drive.settle();
    expect(drive.log).toEqual(["6", "6", "6", "28", "28"]);
  });
});

describe("waiting for ready", () => {
  test("nothing is asked before the expected time", async () => {
    const { drive, tape, clock } = await found();
    const beganMs = clock.now();
    expect(await tape.waitReady(10_000, 4000)).toBe(0x65);
    expect(drive.log).toEqual(["6"]);
    expect(clock.now() - beganMs).toBeGreaterThanOrEqual(4000);
    expect(clock.now() - beganMs).toBeLessThan(4200);
  });

  test("no time-out at all, and one that lies in the past", async () => {
    const { tape, answers, clock } = await found();
    const readyMs = clock.now() + 3_600_000;
    answers[6] = () => byte(clock.now() < readyMs ? 0x24 : 0x65);
    expect((await failure(tape.waitReady(-1))).code).toBe("DRIVE_BUSY");
    expect((await failure(tape.waitReady(0))).code).toBe("DRIVE_BUSY");
    expect(await tape.waitReady(Number.POSITIVE_INFINITY)).toBe(0x65);
  });

  test("a short wait ends within the time-out and a poll", async () => {
    const { tape, answers, clock } = await found();
    answers[6] = byte(0x24);
    const beganMs = clock.now();
    await failure(tape.waitReady(1000));
    expect(clock.now() - beganMs).toBeGreaterThanOrEqual(1000);
    expect(clock.now() - beganMs).toBeLessThan(1200);
  });

  test("bits that mean nothing while the drive is busy are left out", async () => {
    const { tape, answers } = await found();
    answers[6] = byte(0xc6);
    expect(await tape.status()).toBe(0x04);
  });
});

describe("rates and formats", () => {
  test("a rate counts when the drive says so itself", async () => {
    const { drive, tape, answers } = await found();
    answers[8] = byte(0xd8);
    expect(await tape.selectRate(1000)).toBe(true);
    expect(await tape.selectRate(500)).toBe(false);
    expect(drive.log.filter((line) => line.startsWith("27"))).toEqual(["27 3", "27 2"]);
  });

  test("a refused rate", async () => {
    const { tape, answers, drive } = await found();
    answers[6] = inTurn(byte(0x65), byte(0x67), byte(0x67), byte(0x65));
    answers[7] = { value: 0x1b1f, bits: 16 };
    expect(await tape.selectRate(2000)).toBe(false);
    expect(drive.log).toContain("7");
    expect(await tape.selectRate(3000)).toBe(false);
    expect(await tape.selectRate(300)).toBe(false);
  });

  test("another error is not a refusal", async () => {
    const { tape, answers } = await found();
    answers[6] = inTurn(byte(0x65), byte(0x67));
    answers[7] = { value: 0x1b16, bits: 16 };
    expect((await failure(tape.selectRate(500))).details).toMatchObject({ code: 22 });
  });

  test("a Ditto Max counts in Mbit/s", async () => {
    const { drive, tape } = await found({
      32: { value: 0x8885, bits: 16 },
      51: byte(3),
    });
    expect(await tape.selectRate(3000)).toBe(true);
    expect(await tape.selectRate(4000)).toBe(false);
    expect(drive.log.filter((line) => line.startsWith("50"))).toEqual(["50 3", "50 4"]);
  });

  test("formats", async () => {
    const { drive, tape } = await found();
    expect(await tape.selectFormat(9)).toBe(true);
    expect(drive.log).toContain("27 9");
  });

  test("a drive from before the tape status report", async () => {
    const { tape, answers } = await found();
    answers[33] = () => undefined;
    expect(await tape.tapeStatus()).toBeUndefined();
    answers[33] = byte(0x22);
    expect(await tape.tapeStatus()).toMatchObject({ standard: "QIC-80", feet: 307 });
    answers[6] = byte(0x01);
    expect(await tape.tapeStatus()).toBeUndefined();
  });

  test("segments on a track: measured, told, unknown", async () => {
    const { drive, tape, answers } = await found();
    expect(await calibrateTapeLength(tape, DefaultTimeouts)).toBe(150);
    await setFormatSegments(tape, 207);
    drive.settle();
    expect(drive.log.at(-1)).toBe("38 15 12 0");
    answers[37] = { value: 0, bits: 16 };
    expect(await calibrateTapeLength(tape, DefaultTimeouts)).toBeUndefined();
    await expect(setFormatSegments(tape, 0)).rejects.toThrow(RangeError);
  });
});

describe("reset and release", () => {
  test("after a reset the drive is awake, without errors, at its old rate", async () => {
    const { drive, tape, answers } = await found({ 8: byte(0xd8) }, { wakeUp: "colorado" });
    await tape.selectRate(1000);
    drive.log.length = 0;
    answers[6] = inTurn(byte(0x77), byte(0x77), byte(0x77), byte(0x75), byte(0x75), byte(0x65));
    answers[7] = inTurn({ value: 0x011b, bits: 16 }, { value: 0, bits: 16 });
    await tape.reset();
    expect(drive.awake).toBe(true);
    expect(drive.log[0]).toBe("1");
    expect(drive.log.filter((line) => line === "7")).toHaveLength(2);
    expect(drive.log).toContain("27 3");
  });

  test("nothing is sent while the drive is deaf; one that stays so for longer is waited for", async () => {
    const { drive, tape, clock } = await found({}, { wakeUp: "mountain", deafMs: 3000 });
    const begins: number[] = [];
    const step = drive.controller.step.bind(drive.controller);
    Object.assign(drive.controller, {
      step(pulses: number) {
        begins.push(clock.now());
        return step(pulses);
      },
    });
    await tape.reset();
    expect((begins[1] ?? 0) - (begins[0] ?? 0)).toBeGreaterThan(1000);
    expect(await tape.status()).toBe(0x65);
    expect(drive.log.filter((line) => line === "1")).toHaveLength(1);
  });

  test("a drive that fails its self test", async () => {
    const { tape, answers } = await found();
    answers[6] = byte(0x67);
    answers[7] = { value: 0x0114, bits: 16 };
    expect(await failure(tape.reset())).toMatchObject({
      code: "DRIVE_ERROR",
      details: { code: 20 },
    });
  });

  test("a drive that does not come back", async () => {
    const { drive, tape, clock } = await found();
    drive.state.stuck = false;
    const beganMs = clock.now();
    expect((await failure(tape.reset())).code).toBe("NO_ANSWER");
    expect(clock.now() - beganMs).toBeLessThan(30_000);
  });

  test.each([
    ["colorado", 0x11c3, false],
    ["mountain", 0x014e, false],
    ["insight", 0x10005, false],
    ["colorado", 0x03ce, true],
  ] as const)("release of a %s drive 0x%s", async (wakeUp, vendorId, awake) => {
    const { drive, tape } = await found({ 32: { value: vendorId & 0xffff, bits: 16 } }, { wakeUp });
    await tape.release();
    expect(drive.awake).toBe(awake);
    expect(drive.motorOn).toBe(false);
  });

  test("release leaves format mode", async () => {
    const { drive, tape } = await found();
    await tape.command("enter-format-mode");
    await tape.release();
    drive.settle();
    expect(drive.log.slice(-2)).toEqual(["30", "47"]);
  });
});

describe("loader", () => {
  test("lock and door of a Ditto Max", async () => {
    let loader = 0x20;
    const { tape, drive } = await found(
      { 32: { value: 0x8885, bits: 16 }, 54: () => byte(loader) },
      {
        onCommand(code) {
          if (code === 53) loader ^= 0x20;
          if (code === 52) loader ^= 0x10;
        },
      },
    );
    expect(await setCartridgeLock(tape, true)).toBe(true);
    expect(drive.log).not.toContain("53");
    expect(await moveLoaderDoor(tape, true)).toBe(true);
    expect(loader).toBe(0x10);
    expect(await moveLoaderDoor(tape, true)).toBe(true);
    expect(loader).toBe(0x10);
  });

  test("a lock that stays as it is", async () => {
    const { tape } = await found({ 32: { value: 0x8885, bits: 16 }, 54: byte(0) });
    expect((await failure(setCartridgeLock(tape, true))).code).toBe("DRIVE_ERROR");
  });

  test("other drives have none", async () => {
    const { tape } = await found();
    expect(await setCartridgeLock(tape, true)).toBe(false);
    expect(await moveLoaderDoor(tape, true)).toBe(false);
  });
});
