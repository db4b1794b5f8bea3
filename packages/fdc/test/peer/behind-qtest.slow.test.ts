/** A foreign drive where one would meet it: behind a socket that speaks the qtest protocol. */
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { diagnose, openDrive } from "../../src/index.js";
import { connectQtest, createChannelPair, serveQtest } from "../../src/qtest/index.js";
import { createPeerSimulator, createSyncMemory, type SyncBytes } from "../../src/sim/index.js";

const SegmentBytes = 32768;
const geometry = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 8,
  tracksPerCartridge: 2,
  floppyTrackMax: 149,
});

async function remotePeer(image: SyncBytes) {
  const simulator = createPeerSimulator({ cartridge: { image }, unit: 1 });
  const [near, far] = createChannelPair();
  serveQtest(simulator, far);
  return connectQtest(near);
}

test("doctor finds it and what it can do", async () => {
  const hardware = await remotePeer(createSyncMemory(new Uint8Array(SegmentBytes)));
  const { controller, drive, cartridge, rate, advice } = await diagnose(hardware);
  expect(controller).toMatchObject({ chip: "82077", maxRate: 1000 });
  expect(drive).toMatchObject({ vendorId: 0x014e, unit: 1, rates: [1000, 500] });
  expect(cartridge).toMatchObject({ present: true, referenced: true, standard: "QIC-80" });
  expect([rate, advice.filter(({ kind }) => kind === "problem")]).toEqual([1000, []]);
  await hardware.close();
});

test("a cartridge is formatted, written and read", async () => {
  const image = createSyncMemory();
  const hardware = await remotePeer(image);
  const store = await openDrive(hardware, { unit: 1 });
  const { bad } = await store.format({ geometry, standard: "QIC-80", filler: 0x6b });
  expect([bad.size, image.sizeBytes]).toEqual([0, 16 * SegmentBytes]);
  for (const segment of [2, 9]) {
    const sectors = new Uint8Array(SegmentBytes).fill(segment);
    await store.writeSegment(segment, sectors, { skip: 0 });
  }
  await store.flush();
  const into = new Uint8Array(SegmentBytes);
  for (const segment of [9, 2]) {
    expect([...(await store.readRun(segment, 1, into)).unreadable]).toEqual([0]);
    expect([into[0], into[SegmentBytes - 1]]).toEqual([segment, segment]);
  }
  await store.close();
  await hardware.close();
});
