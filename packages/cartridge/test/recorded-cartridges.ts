import { sectorCount } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type Cartridge, CartridgeError, openCartridge, type SegmentStore } from "../src/index.js";
import {
  hexMaps,
  imageOf,
  type Manifest,
  manifestOf,
  mapsOf,
  memoryStoreOf,
  rawStoreOf,
} from "./recorded-images.js";

/** Checks a recorded cartridge against its manifest, in the simulated drive and as an image file. */
export function checkRecorded(name: string): void {
  const manifest = manifestOf(name);
  test(`${name}: header, map, table and every segment as recorded`, async () => {
    const image = imageOf(manifest);
    await checkStore(manifest, memoryStoreOf(manifest, image));
    await checkStore(manifest, rawStoreOf(manifest, image));
  });
}

async function checkStore(manifest: Manifest, store: SegmentStore): Promise<void> {
  if (manifest.readByDriver404.error !== undefined) {
    await expect(openCartridge(store)).rejects.toThrowError(
      expect.objectContaining({ name: "CartridgeError", code: "NO_HEADER" }),
    );
    return;
  }
  const cartridge = await openCartridge(store);
  checkHeader(manifest, cartridge);
  await checkTable(manifest, cartridge);
  await checkVolumes(manifest, cartridge);
  await store.close();
  await expect(store.status()).rejects.toThrowError(CartridgeError);
}

function checkHeader(manifest: Manifest, cartridge: Cartridge): void {
  const { tracks, qicStandard, tapeStatus, ...numbers } = manifest.geometry;
  expect(cartridge.geometry).toEqual({ ...numbers, tracksPerCartridge: tracks });
  expect(cartridge.header.label).toBe(manifest.label);
  expect(cartridge.header.headerSegments).toEqual(manifest.headerSegments);
  expect(cartridge.firstDataSegment).toBe(manifest.firstDataSegment);
  expect(cartridge.lastDataSegment).toBe(manifest.lastDataSegment);
  const bad = manifest.badSectorMapFinal ?? manifest.badSectorMapAtFormat;
  expect(new Map(cartridge.badSectors.entries())).toEqual(hexMaps(bad));
  expect(Math.floor(cartridge.capacityBytes() / 1024)).toBe(manifest.readByDriver404.capacityKb);
  const damaged = new Map([
    ...mapsOf(manifest.sectors.crcError),
    ...mapsOf(manifest.silentlyCorrupted),
  ]);
  for (const { segment, report } of cartridge.headerCopies) {
    const broken = sectorCount(damaged.get(segment) ?? 0);
    expect(report.how).toBe(broken === 0 ? "read" : broken > 3 ? "lost" : "corrected");
  }
  expect(cartridge.headerCopies.map(({ segment }) => segment)).toEqual(manifest.headerSegments);
}

async function checkTable(manifest: Manifest, cartridge: Cartridge): Promise<void> {
  const { data, report } = await cartridge.readTable();
  expect(report.how).toBe(manifest.sectors.crcError?.[report.segment] ? "corrected" : "read");
  expect(data.length).toBe(cartridge.dataBytes(cartridge.firstDataSegment));
  manifest.volumeTable.forEach(({ hex }, index) => {
    const entry = data.subarray(index * 128, (index + 1) * 128);
    const recorded = Uint8Array.from(Buffer.from(hex, "hex"));
    expect(entry.subarray(0, recorded.length)).toEqual(recorded);
    expect(entry.subarray(recorded.length).every((byte) => byte === 0)).toBe(true);
  });
}

async function checkVolumes(manifest: Manifest, cartridge: Cartridge): Promise<void> {
  const crcError = mapsOf(manifest.sectors.crcError);
  const silent = mapsOf(manifest.silentlyCorrupted);
  const torn = manifest.image.bytes / 32768;
  for (const volume of manifest.readByDriver404.volumes) {
    if (volume.sizeBytes === 0) continue; // a file mark: its segment was never written
    let failedSectors = 0;
    let correctedSectors = 0;
    for (let segment = volume.startSegment; segment <= volume.endSegment; segment++) {
      const { data, report } = await cartridge.readSegment(segment);
      const flagged = crcError.get(segment) ?? 0;
      const wrong = ((silent.get(segment) ?? 0) | flagged) >>> 0;
      failedSectors += sectorCount(report.unreadable);
      correctedSectors += sectorCount(report.corrected);
      if (cartridge.dataBytes(segment) === 0) expect(report.how).toBe("empty");
      else if (manifest.unrecoverableSegments?.includes(segment)) checkLost(report, flagged, wrong);
      else if (segment + 1 > torn) expect(report.how).toBe("lost");
      else if (wrong === 0) expect(report.how).toBe("read");
      else
        expect(report).toMatchObject({
          how: "corrected",
          corrected: wrong,
          silent: silent.get(segment) ?? 0,
          unreadable: flagged,
        });
      expect(data.length).toBe(cartridge.dataBytes(segment));
    }
    if (volume.crcFailedSectorsSeen === undefined || volume.sectorsCorrected === 0) continue;
    const table = cartridge.firstDataSegment; // the driver's counts include the table, read at opening
    expect(failedSectors + sectorCount(crcError.get(table) ?? 0)).toBe(volume.crcFailedSectorsSeen);
    expect(correctedSectors + sectorCount(crcError.get(table) ?? 0)).toBe(volume.sectorsCorrected);
  }
}

/** Damage beyond repair is lost, or where nothing is left to notice it by, unverifiable. */
function checkLost(
  report: { how: string; lost: number; unverifiable: number; unreadable: number },
  flagged: number,
  wrong: number,
): void {
  expect(report.unreadable).toBe(flagged);
  if (sectorCount(flagged) === 3 && wrong !== flagged)
    expect(report).toMatchObject({ how: "corrected", unverifiable: flagged });
  else if (sectorCount(flagged) > 3) expect(report).toMatchObject({ how: "lost", lost: flagged });
  else expect(report).toMatchObject({ how: "lost", lost: 0xffffffff });
}
