/** Our driver with another emulator's drive: what works here does not lean on our own simulator. */
import { segmentStoreConformance } from "@floppytape/cartridge/conformance";
import { createGeometry } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type DriveStore, openDrive } from "../../src/index.js";
import {
  createPeerSimulator,
  createSyncMemory,
  type PeerSimulatorOptions,
} from "../../src/sim/index.js";

const SegmentBytes = 32768;

const geometry = createGeometry({ formatCode: 2, segmentsPerTrack: 150, tracksPerCartridge: 28 });

async function openPeer(options: PeerSimulatorOptions = {}) {
  const image = createSyncMemory(new Uint8Array(10 * SegmentBytes));
  const simulator = createPeerSimulator({ cartridge: { image }, unit: 1, ...options });
  const store = await openDrive(simulator.hardware, { unit: 1 });
  return { image, simulator, store };
}

/** The filler of a format command is ignored by this drive: it has a test of its own below. */
const impossible = "formatting fills every sector and makes the geometry known";

const runner = {
  expect,
  test(name: string, body: () => Promise<void>) {
    if (!name.endsWith(impossible)) test(name, body);
  },
};

segmentStoreConformance(runner, "the peer's drive", async () => {
  const { image, simulator, store } = await openPeer();
  store.useGeometry(geometry);
  return {
    store,
    async protect() {
      await store.flush();
      simulator.drive.insert({ image, writeProtected: true });
      await store.motion("load");
      store.useGeometry(geometry);
    },
    release: () => store.close(),
  };
});

/** The number of a segment in all of its bytes that are looked at. */
function numbered(segment: number): Uint8Array {
  return new Uint8Array(SegmentBytes).fill(segment % 251);
}

async function firstByte(store: DriveStore, segment: number): Promise<number | undefined> {
  const into = new Uint8Array(SegmentBytes);
  const { unreadable } = await store.readRun(segment, 1, into);
  return unreadable[0] === 0 ? into[0] : undefined;
}

describe("the peer's drive", () => {
  test.each([
    [150, 3],
    [40, 4],
  ])(
    "formats, writes and reads %i segments on each of %i tracks",
    async (segmentsPerTrack, tracks) => {
      const blank = createSyncMemory();
      const { store } = await openPeer({ cartridge: { image: blank } });
      const small = createGeometry({
        formatCode: 4,
        segmentsPerTrack,
        tracksPerCartridge: tracks,
        floppyTrackMax: 149,
      });
      const last = segmentsPerTrack * tracks - 1;
      const { bad } = await store.format({ geometry: small, standard: "QIC-80", filler: 0x6b });
      expect([bad.size, blank.sizeBytes]).toEqual([0, (last + 1) * SegmentBytes]);
      const segments = [0, 1, segmentsPerTrack - 1, segmentsPerTrack, segmentsPerTrack + 1, last];
      for (const segment of segments)
        await store.writeSegment(segment, numbered(segment), { skip: 0 });
      await store.flush();
      const sector = new Uint8Array(1024);
      for (const segment of segments) {
        blank.read(segment * SegmentBytes + 31 * 1024, sector);
        expect([sector[0], sector[1023]]).toEqual([segment % 251, segment % 251]);
      }
      for (const segment of [...segments].reverse())
        expect(await firstByte(store, segment)).toBe(segment % 251);
      expect(await firstByte(store, 2)).toBe(0);
      expect(store.counters).toMatchObject({ repositions: 0, hardErrors: 0, retries: 0 });
      await store.close();
    },
  );

  test.each([
    [100, 149, [2, 100, 101, 250, 150, 99, 2799, 5]],
    [207, 254, [2, 206, 207, 250, 1000, 3000, 5]],
  ])(
    "reads a cartridge of %i segments on a track that it knows nothing of",
    async (...cartridge) => {
      const [segmentsPerTrack, floppyTrackMax, segments] = cartridge;
      const long = createGeometry({
        formatCode: 4,
        segmentsPerTrack,
        tracksPerCartridge: 28,
        floppyTrackMax,
      });
      const image = createSyncMemory();
      for (const segment of segments) image.write(segment * SegmentBytes, numbered(segment));
      image.write(0, Uint8Array.of(0x55, 0xaa, 0x55, 0xaa));
      image.write(28, Uint8Array.of(floppyTrackMax, 128));
      const { store } = await openPeer({ cartridge: { image } });
      store.useGeometry(long);
      for (const segment of segments) expect(await firstByte(store, segment)).toBe(segment % 251);
      await store.close();
    },
  );

  test("reads on over the end of a track", async () => {
    const image = createSyncMemory();
    for (let segment = 140; segment < 160; segment++)
      image.write(segment * SegmentBytes, numbered(segment));
    const { store, simulator } = await openPeer({ cartridge: { image } });
    store.useGeometry(geometry);
    const into = new Uint8Array(20 * SegmentBytes);
    const { unreadable } = await store.readRun(140, 20, into);
    expect([...unreadable]).toEqual(new Array(20).fill(0));
    for (let i = 0; i < 20; i++) expect(into[i * SegmentBytes]).toBe((140 + i) % 251);
    expect(simulator.clock.nowNs / 1e9).toBeLessThan(60);
    await store.close();
  });

  test("goes from one place to another without waiting for a slower drive", async () => {
    const { store, simulator } = await openPeer();
    store.useGeometry(geometry);
    await firstByte(store, 2);
    const before = simulator.clock.nowNs;
    await firstByte(store, 140);
    expect((simulator.clock.nowNs - before) / 1e9).toBeLessThan(10);
    await store.close();
  });

  test("is asked for nothing without a cartridge that would never end", async () => {
    const simulator = createPeerSimulator({ unit: 1 });
    const store = await openDrive(simulator.hardware, { unit: 1 });
    expect((await store.status()).cartridgePresent).toBe(false);
    await expect(firstByte(store, 2)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
    simulator.drive.insert({ image: createSyncMemory(new Uint8Array(3 * SegmentBytes)) });
    await store.motion("load");
    store.useGeometry(geometry);
    expect(await firstByte(store, 2)).toBe(0);
    simulator.drive.eject();
    await expect(store.readRun(9, 1, new Uint8Array(SegmentBytes))).rejects.toMatchObject({
      code: "NO_CARTRIDGE",
    });
    await store.close();
  });

  test("bears a reset, a rewind and a retension", async () => {
    const { store } = await openPeer();
    store.useGeometry(geometry);
    for (const motion of ["retension", "rewind", "reset"] as const) {
      await store.motion(motion);
      expect((await store.status()).atBeginning).toBe(true);
    }
    store.useGeometry(geometry);
    expect(await firstByte(store, 7)).toBe(0);
    await store.close();
  });

  test("is found on its unit without being told which", async () => {
    const simulator = createPeerSimulator({ unit: 1 });
    const store = await openDrive(simulator.hardware);
    expect(store.identity).toMatchObject({ vendorId: 0x014e, unit: 1, romVersion: 2 });
    expect(store.rates).toEqual([1000, 500]);
    await store.close();
  });

  test("without DMA it is the processor that moves the bytes", async () => {
    const { store } = await openPeer({ dmaAddresses: [] });
    store.useGeometry(geometry);
    await store.writeSegment(5, numbered(5), { skip: 0 });
    await store.flush();
    expect(await firstByte(store, 5)).toBe(5);
    await store.close();
  });
});
