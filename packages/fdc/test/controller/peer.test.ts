import { createGeometry, sectorIdOf } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { findDrive, openController, type TransferRequest } from "../../src/index.js";
import { createPeerSimulator, createSyncMemory } from "../../src/sim/index.js";

const geometry = createGeometry({
  formatCode: 2,
  segmentsPerTrack: 150,
  tracksPerCartridge: 28,
  floppyTrackMax: 149,
});
const whole = { sectors: 32, deletedMark: false };

function request(kind: TransferRequest["kind"], segment: number): TransferRequest {
  return { kind, id: sectorIdOf(segment, 0, geometry), count: 32, buffer: 0, offset: 0 };
}

async function withPeer() {
  const image = createSyncMemory(new Uint8Array(10 * 32768));
  const { hardware } = createPeerSimulator({ cartridge: { image }, unit: 1 });
  const controller = await openController(hardware);
  await controller.setRate(1000, 42);
  return { controller, hardware };
}

test("another emulator's controller is an 82077 that keeps its reset interrupt", async () => {
  const { controller, hardware } = await withPeer();
  expect(controller.chip).toMatchObject({ name: "82077", enhanced: true });
  const fromMs = hardware.clock.now();
  await controller.reset();
  expect(hardware.clock.now() - fromMs).toBeLessThan(10);
});

test("its slow steps and its answers to unknown commands are understood", async () => {
  const { controller, hardware } = await withPeer();
  await controller.select(1, true);
  for (const pulses of [40, 255, 56, 255]) await controller.step(pulses);
  const drive = await findDrive(controller, { clock: hardware.clock, unit: 1 });
  expect(drive.identity.vendorId).toBe(0x014e);
  await drive.error();
  await drive.command("logical-forward");
  await controller.start(request("write-deleted", 3));
  expect((await controller.finish(5000)).fault).toBe("invalid-command");
  await controller.start(request("verify", 5));
  const fromMs = hardware.clock.now();
  expect(await controller.finish(5000)).toEqual(whole);
  expect(hardware.clock.now() - fromMs).toBeGreaterThan(250);
  await controller.start(request("read", 6));
  expect(await controller.finish(5000)).toEqual(whole);
});

test("its READ ID without a cartridge hangs, and is a time-out", async () => {
  const { hardware } = createPeerSimulator({ unit: 1 });
  const controller = await openController(hardware);
  await controller.select(1, true);
  expect(await controller.readId(500)).toEqual({ fault: "timeout" });
  expect(await controller.trackZero()).toBe(false);
});
