import { createGeometry, sectorIdOf, segmentOfSectorId } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type Controller, findDrive, openController, type TapeDrive } from "../../src/index.js";
import {
  createMemoryMedium,
  createSimulator,
  driveModels,
  type Simulator,
  type SimulatorOptions,
  type TapeType,
} from "../../src/sim/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 5, tracksPerCartridge: 2 });
const toy: TapeType = { standard: "QIC-80", wide: false, feet: 20, geometry };

async function open(
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; controller: Controller; drive: TapeDrive }> {
  const simulator = createSimulator({ unit: 1, ...options });
  const controller = await openController(simulator.hardware);
  const drive = await findDrive(controller, { clock: simulator.hardware.clock });
  await drive.error();
  return { simulator, controller, drive };
}

describe("drives over a controller's registers", () => {
  test.each(Object.values(driveModels))("$name is found and recognised", async (model) => {
    const { drive, simulator } = await open({ drive: model });
    const reported = model.name === "iomega-250" ? 0x8880 : model.vendorId;
    expect(drive.identity).toMatchObject({
      vendorId: reported,
      wakeUp: model.wakeUp,
      canFormat: model.canFormat,
      extensions: model.extensions,
      unit: 1,
    });
    expect(await drive.status()).toBe(0x01);
    expect(simulator.drive.error).toBe(0);
    await drive.reset();
    expect(await drive.status()).toBe(0x01);
  });

  test("a segment is written and read back, sector by sector under the head", async () => {
    const cartridge = createMemoryMedium({ type: toy, formatted: true });
    const { drive, controller, simulator } = await open({ cartridge });
    await controller.setRate(500, 125);
    await drive.selectRate(500);
    await drive.command("logical-forward");
    const found = await controller.readId(20_000);
    expect(found).toHaveProperty("id");
    const pattern = new Uint8Array(32 * 1024).map((_, i) => (i >> 10) ^ i);
    await controller.buffers[0]!.store(0, pattern);
    const request = { id: sectorIdOf(1, 0, geometry), count: 32, buffer: 0, offset: 0 } as const;
    await controller.start({ kind: "write", ...request });
    expect(await controller.finish(50_000)).toEqual({ sectors: 32, deletedMark: false });
    await drive.command("pause");
    await drive.waitReady(16_000);
    await controller.buffers[0]!.store(0, new Uint8Array(32 * 1024));
    await drive.command("logical-forward");
    await controller.readId(20_000);
    await controller.start({ kind: "read", ...request });
    expect(await controller.finish(50_000)).toEqual({ sectors: 32, deletedMark: false });
    const back = new Uint8Array(32 * 1024);
    await controller.buffers[0]!.load(0, back);
    expect(Buffer.compare(back, pattern)).toBe(0);
    expect(simulator.drive.counters.repositions).toBe(1);
  });

  test("a pass over the track shows every id in order", async () => {
    const cartridge = createMemoryMedium({ type: toy, formatted: true });
    const { drive, controller } = await open({ cartridge });
    await controller.setRate(500, 125);
    await drive.command("logical-forward");
    const seen: number[] = [];
    for (;;) {
      const found = await controller.readId(2_000);
      if ("fault" in found) break;
      const { segment, sector } = segmentOfSectorId(found.id, geometry);
      seen.push(segment * 32 + sector);
    }
    expect(seen).toEqual(Array.from({ length: 160 }, (_, i) => i));
  });

  test("a blank cartridge is formatted a track at a time", async () => {
    const cartridge = createMemoryMedium({ type: toy });
    const { drive, controller } = await open({ cartridge });
    await controller.setRate(500, 125);
    await drive.command("calibrate-tape-length");
    await drive.waitReady(600_000);
    expect(await drive.formatSegments()).toBe(5);
    await drive.command("enter-format-mode");
    await drive.command("write-reference-burst");
    await drive.waitReady(600_000);
    for (const track of [0, 1]) {
      await drive.command("seek-head-to-track", track);
      await drive.waitReady(15_000);
      const ids = new Uint8Array(5 * 128);
      for (let i = 0; i < 160; i++) {
        const { cylinder, head, record } = sectorIdOf(track * 5 + (i >> 5), i & 31, geometry);
        ids.set([cylinder, head, record, 3], i * 4);
      }
      await controller.buffers[0]!.store(0, ids);
      await drive.command("logical-forward");
      for (let position = 0; position < 5; position++) {
        await controller.startFormat({
          buffer: 0,
          offset: position * 128,
          gap3: 239,
          filler: 0xaa,
        });
        expect(await controller.finish(20_000)).not.toHaveProperty("fault");
      }
      await drive.waitReady(60_000);
    }
    for (let segment = 0; segment < 10; segment++) {
      const { cylinder, head, record } = sectorIdOf(segment, 0, geometry);
      expect(cartridge.firstId(segment)).toBe(
        cylinder + head * 2 ** 8 + record * 2 ** 16 + 3 * 2 ** 24,
      );
      expect(cartridge.unusualIds(segment)).toBeUndefined();
    }
  });
});
