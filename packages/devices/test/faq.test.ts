/** What users of floppy tape ran into in 1997, by the numbers of the Ftape-FAQ 0.2: the drive's part of it. */
import { join } from "node:path";
import { type DriveStore, type DriveTraceRecord, diagnose, openDrive } from "@floppytape/fdc";
import {
  createFaults,
  createMemoryMedium,
  createSimulator,
  type DriveModelName,
  driveModels,
  type SimulatorOptions,
} from "@floppytape/fdc/sim";
import { MtOp } from "@floppytape/magtape";
import { cartridgeTypeNamed, createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import { makeImage, smallType, temporaryFolder, writeVolume } from "./images.js";

/** A drive with a cartridge of a kind in it. */
async function drive(type: string, options: SimulatorOptions = {}, formatted = true) {
  const cartridge = createMemoryMedium({ type: cartridgeTypeNamed(type)!, formatted });
  const simulator = createSimulator({ cartridge, ...options });
  return { simulator, store: await openDrive(simulator.hardware) };
}

const readOne = (store: DriveStore) => store.readRun(20, 1, new Uint8Array(32768));

test("FAQ 2.10: a board that shares the lines of the on-board controller works, and doctor tells", async () => {
  const { boards } = await import("@floppytape/fdc");
  const board = boards["ditto-dash"];
  const { hardware } = createSimulator({ board, onBoard: true, chip: "82078-1" });
  const { clash, advice } = await diagnose(hardware, { board });
  expect(clash).toMatch(/0x3f0.*interrupt 6 and DMA channel 2/);
  expect(advice.map(({ text }) => text)).toContain(clash);
});

test("FAQ 2.11: bytes that another card spoils on the bus are no fault of the tape", async () => {
  const faults = createFaults([{ kind: "busFault" }]);
  const { store } = await drive("qic80-307", { faults, dmaAddresses: [0x1a0000, 0x10000] });
  const failure = await store.readRun(20, 3, new Uint8Array(3 * 32768)).catch((error) => error);
  expect(failure.cause).toMatchObject({ code: "BUS_FAULT" });
  expect((await readOne(store)).unreadable[0]).toBe(0);
});

test("FAQ 2.12: without memory for DMA the ways out are named, before anything moves", async () => {
  const { hardware } = createSimulator({ dmaAddresses: [0x1fffc000] });
  const failure = await openDrive(hardware, { transfer: "dma" }).catch((error) => error);
  expect(failure.code).toBe("DMA_UNUSABLE");
  const { advice } = await diagnose(hardware, { transfer: "dma" });
  expect(advice[0]?.text).toMatch(/when the system starts.*\(pio\)/);
});

test("FAQ 2.13, 2.14: trace levels from nothing to everything", async () => {
  const counts = [];
  for (const level of [-1, 0, 2, 4, 5, 6, 8]) {
    const records: DriveTraceRecord[] = [];
    const { hardware } = createSimulator({
      cartridge: createMemoryMedium({ type: cartridgeTypeNamed("qic80-307")!, formatted: true }),
    });
    const store = await openDrive(hardware, {
      trace: { level, add: (record) => void records.push(record) },
    });
    await readOne(store);
    await store.close();
    expect(records.every((record) => record.level <= level)).toBe(true);
    counts.push(records.length);
  }
  expect(counts.slice(0, 2)).toEqual([0, 0]); // no bugs
  expect(counts.slice(2)).toEqual([...new Set(counts.slice(2))].sort((a, b) => a - b));
});

test("FAQ 3.1: the rate decides how long a cartridge takes", async () => {
  const slow = await drive("qic80-307", { chip: "8272A" });
  const fast = await drive("qic80-307");
  for (const { store } of [slow, fast])
    store.useGeometry(cartridgeTypeNamed("qic80-307")!.geometry);
  expect([slow.store.rate, fast.store.rate]).toEqual([500, 1000]);
  expect(Math.round(slow.store.passMs! / 60_000)).toBe(52);
  expect(Math.round(fast.store.passMs! / 60_000)).toBe(26);
});

test("FAQ 3.2: portions of any size keep the tape going, and a slack tape can be wound", async () => {
  const { store, simulator } = await drive("qic80-307");
  store.useGeometry(cartridgeTypeNamed("qic80-307")!.geometry);
  const segment = new Uint8Array(32768);
  for (let i = 10; i < 140; i++) await store.writeSegment(i, segment, { skip: 0 });
  await store.flush();
  expect(store.counters.repositions).toBe(0);
  const before = simulator.drive.counters.metres;
  await store.motion("retension");
  expect(simulator.drive.counters.metres - before).toBeGreaterThan(100);
});

test.each([
  ["qic40-205", "colorado-dj20"],
  ["qic80-307", "colorado-dj20"],
  ["tr-1", "iomega-3200"],
  ["qic3010-400", "colorado-1400"],
  ["qic3020-400", "colorado-1400"],
] as const)("FAQ 3.3: %s is formatted", async (name, model) => {
  const { geometry, ...type } = cartridgeTypeNamed(name)!;
  const two = createGeometry({ ...geometry, tracksPerCartridge: 2 });
  const { store } = await drive(name, { drive: driveModels[model] }, false);
  const { bad } = await store.format({ geometry: two, standard: type.standard, filler: 0x6b });
  expect(bad.size).toBe(0);
});

test.each([
  ["3.4", "ditto-2gb", "Ditto 2GB"],
  ["3.5", "ditto-max", "Ditto Max"],
] as const)(
  "FAQ %s: a %s does not format, and says so before anything moves",
  async (_, model, name) => {
    const image = join(temporaryFolder(), "new.img");
    const failure = await createImage(`sim:${image},drive=${model}`, { type: smallType }).catch(
      (error) => error,
    );
    expect(failure.message).toMatch(new RegExp(`${name} drives cannot format`, "i"));
  },
);

test("FAQ 3.6: sectors that the standard calls bad are in the map of a QIC-3020 cartridge", async () => {
  const image = join(temporaryFolder(), "tr3.img");
  const { badSectors } = await createImage(image, { type: cartridgeTypeNamed("qic3020-400")! });
  const segments = [...badSectors.entries()].filter(([, map]) => map === 0xffffffff);
  expect(segments.length * 29).toBe(2784);
});

test("FAQ 3.7: fsf and bsf make no sound", async () => {
  const image = await makeImage();
  await writeVolume(image, [1, 2, 3]);
  const records: DriveTraceRecord[] = [];
  const tape = await openTape(`sim:${image}`, {
    mode: "r",
    trace: { level: 5, add: (record) => void records.push(record) },
  });
  try {
    await tape.unit.operation(MtOp.Rewind, 1);
    await tape.unit.volumes();
    records.length = 0;
    await tape.unit.operation(MtOp.Fsf, 1);
    await tape.unit.operation(MtOp.Bsf, 1);
    expect(records.filter(({ event }) => event.startsWith("drive."))).toEqual([]);
    await tape.unit.read(new Uint8Array(10240));
  } finally {
    await tape.release();
  }
});

test("FAQ 3.9: what a controller without perpendicular mode cannot do, and which ones can", async () => {
  const { store } = await drive("qic3020-400", {
    chip: "8272A",
    drive: driveModels["colorado-1400"],
  });
  await expect(readOne(store)).rejects.toThrow(
    /your floppy controller \(8272A\) does not support QIC-3020.*2\.88 MB/,
  );
});

test.each([
  ["4.3", "ditto-2gb", "qic3020-400", "82078-1", 2000],
  ["4.3", "ditto-2gb", "qic3020-400", "82077AA", 1000],
  ["4.5", "ditto-max", "qic3020-62", "82078-1", 2000],
] as const)(
  "FAQ %s: a %s reads %s on an %s at %d kbit/s",
  async (_, model: DriveModelName, type, chip, rate) => {
    const { store } = await drive(type, { chip, drive: driveModels[model] });
    expect(store.rates[0]).toBe(rate);
    expect((await readOne(store)).unreadable[0]).toBe(0);
  },
);
