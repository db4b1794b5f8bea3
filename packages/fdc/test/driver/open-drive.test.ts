import { CartridgeError, DriveStatus } from "@floppytape/cartridge";
import type { QicStandard } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type ChipName, FdcError, openDrive } from "../../src/index.js";
import {
  createFaults,
  createSimulator,
  type DriveModelName,
  driveModels,
} from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

const segment = new Uint8Array(32768);

describe("start-up", () => {
  test("the power-on error is read, and the cartridge's status is known", async () => {
    const { store } = await openBench();
    const status = await store.status();
    expect(status).toMatchObject({
      cartridgePresent: true,
      writeProtected: false,
      formatted: true,
      errorCode: 0,
      vendorId: 0x11c4,
      driveName: "Colorado DJ-10/DJ-20 (new)",
    });
    expect(status.driveStatus & DriveStatus.Ready).toBe(DriveStatus.Ready);
    expect(status.driveStatus & DriveStatus.ErrorDetected).toBe(0);
    expect(status.tapeStatus).toBe(0x32); // QIC-80, variable length
    await store.close();
  });

  test("a tape that is being read ahead leaves the drive's status as it was, but for the place", async () => {
    const { store } = await openBench();
    await store.readRun(0, 1, segment);
    const { driveStatus, atBeginning } = await store.status();
    expect(driveStatus).toBe(0x25); // ready, cartridge present, referenced
    expect(atBeginning).toBe(false);
    await store.close();
  });

  test("a drive without a cartridge opens, and reading says what is missing", async () => {
    const simulator = createSimulator();
    const store = await openDrive(simulator.hardware);
    expect((await store.status()).cartridgePresent).toBe(false);
    await expect(store.readRun(0, 1, segment)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
    await expect(store.writeSegment(3, segment, { skip: 0 })).rejects.toMatchObject({
      code: "NO_CARTRIDGE",
    });
    await expect(store.motion("rewind")).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
    await store.close();
  });

  test("a cartridge that comes later is new until it is loaded", async () => {
    const simulator = createSimulator();
    const store = await openDrive(simulator.hardware);
    const before = store.contentVersion;
    simulator.drive.insert(smallMedium());
    expect(await store.status()).toMatchObject({ cartridgePresent: true, newCartridge: true });
    expect(store.contentVersion).toBeGreaterThan(before);
    const { unreadable } = await store.readRun(0, 1, segment);
    expect(unreadable[0]).toBe(0);
    expect((await store.status()).newCartridge).toBe(true);
    await store.motion("load");
    expect(await store.status()).toMatchObject({ newCartridge: false, atBeginning: true });
    await store.close();
  });

  test("an unformatted cartridge is said to be so", async () => {
    const { store } = await openBench({ cartridge: smallMedium({ formatted: false }) });
    expect((await store.status()).formatted).toBe(false);
    await expect(store.readRun(0, 1, segment)).rejects.toMatchObject({ code: "NOT_FORMATTED" });
    await store.close();
  });

  test("a write-protected cartridge can be read", async () => {
    const medium = smallMedium();
    medium.writeProtected = true;
    const { store } = await openBench({ cartridge: medium });
    expect((await store.status()).writeProtected).toBe(true);
    const write = store.writeSegment(3, segment, { skip: 0 });
    await expect(write).rejects.toMatchObject({ code: "WRITE_PROTECTED" });
    expect((await store.readRun(3, 1, segment)).unreadable[0]).toBe(0);
    await store.close();
  });

  test("opened for reading only, it refuses to write", async () => {
    const { store } = await openBench({}, { readOnly: true });
    const write = store.writeSegment(3, segment, { skip: 0 });
    await expect(write).rejects.toMatchObject({ code: "WRITE_PROTECTED" });
    await store.close();
  });

  test("a T3000 reads QIC-80 but does not write it, though it does not say so", async () => {
    const { store } = await openBench({ drive: driveModels["hp-t3000"] });
    expect((await store.status()).writeProtected).toBe(true);
    const write = store.writeSegment(3, segment, { skip: 0 });
    await expect(write).rejects.toThrow(/T3000 drives read QIC-80 cartridges but cannot write/);
    expect((await store.readRun(3, 1, segment)).unreadable[0]).toBe(0);
    await store.close();
  });

  test("a drive that keeps silent is not found, and the controller is given back", async () => {
    const faults = createFaults([{ kind: "silentDrive", when: "always" }]);
    const simulator = createSimulator({ faults, cartridge: smallMedium() });
    const failure = await openDrive(simulator.hardware).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FdcError);
    expect((failure as FdcError).code).toBe("NO_DRIVE");
  });

  test("options that cannot be are refused", async () => {
    const { hardware } = createSimulator();
    await expect(openDrive(hardware, { buffers: 2 })).rejects.toThrow(RangeError);
    await expect(openDrive(hardware, { board: "nonsense" })).rejects.toThrow(/board/);
    await expect(openDrive(hardware, { unit: 4 })).rejects.toThrow(RangeError);
  });
});

describe("data rates", () => {
  const cases: readonly (readonly [DriveModelName, ChipName, QicStandard, number])[] = [
    ["colorado-dj20", "82077AA", "QIC-80", 1000],
    ["colorado-dj20", "82077AA", "QIC-40", 500],
    ["colorado-dj20", "8272A", "QIC-80", 500],
    ["colorado-dj20", "82072", "QIC-80", 500],
    ["archive-5580i", "82077AA", "QIC-80", 500],
    ["conner-tsm850r", "82078", "QIC-3010", 1000],
    ["colorado-1400", "82078", "QIC-3020", 1000],
    ["colorado-1400", "82078-1", "QIC-3020", 2000],
    ["iomega-3200", "Ditto EZ", "QIC-3020", 2000],
    ["ditto-max", "Ditto EZ", "Ditto Max", 4000],
  ];
  for (const [model, chip, standard, rate] of cases)
    test(`${standard} in ${model} with ${chip}: ${rate} kbit/s`, async () => {
      const cartridge = smallMedium({ standard });
      const { store } = await openBench({ drive: driveModels[model], chip, cartridge });
      expect(store.standard).toBe(standard);
      expect(store.rate).toBe(rate);
      expect(store.rates).toContain(rate);
      expect((await store.readRun(1, 2, new Uint8Array(65536))).unreadable[1]).toBe(0);
      await store.close();
    });

  test("QIC-3020 is recorded upright, on all tracks, QIC-80 is not", async () => {
    for (const standard of ["QIC-3020", "QIC-80"] as const) {
      const cartridge = smallMedium({ standard });
      const simulator = createSimulator({ drive: driveModels["colorado-1400"], cartridge });
      const sent: string[] = [];
      const trace = { level: 6, add: ({ text }: { text: string }) => void sent.push(text) };
      const store = await openDrive(simulator.hardware, { trace });
      await store.readRun(13, 1, segment);
      // Set again after each reset of the chip, but never taken back.
      const orders = sent.filter((text) => text.startsWith("12 ")).map((text) => text.slice(0, 5));
      expect([...new Set(orders)]).toEqual(standard === "QIC-3020" ? ["12 03"] : []);
      await store.close();
    }
  });

  test("a limit is kept", async () => {
    const { store } = await openBench({}, { maxRate: 500 });
    expect(store.rate).toBe(500);
    expect(store.rates).toEqual([500, 250]);
    await store.close();
  });

  test("QIC-3020 on a controller without perpendicular mode is refused in plain words", async () => {
    const cartridge = smallMedium({ standard: "QIC-3020" });
    const drive = driveModels["colorado-1400"];
    const { store } = await openBench({ drive, cartridge, chip: "82072" });
    expect((await store.status()).cartridgePresent).toBe(true);
    const failure = await store.readRun(0, 1, segment).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CartridgeError);
    expect(failure).toMatchObject({
      code: "EIO",
      message: expect.stringContaining("does not support QIC-3020: it has no perpendicular mode"),
      cause: { code: "PERPENDICULAR_UNSUPPORTED" },
    });
    await store.close();
  });
});

test("whoever closes a second time waits for the first", async () => {
  const { store } = await openBench();
  await store.readRun(0, 1, segment);
  const ended: string[] = [];
  const first = store.close().then(() => ended.push("first"));
  const second = store.close().then(() => ended.push("second"));
  await Promise.all([first, second]);
  expect(ended).toEqual(["first", "second"]);
});
