import { cartridgeTypeNamed, createGeometry } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import {
  createImageMedium,
  createSyncMemory,
  driveModelFor,
  driveModels,
  isDriveModelName,
  type SyncBytes,
} from "../../src/sim/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 3, tracksPerCartridge: 2 });
const type = { standard: "QIC-80", wide: false, feet: 20, geometry } as const;
const recording = { standard: "QIC-80", segmentsPerTrack: 3 } as const;

/** Bytes that claim a size and hold nothing. */
function emptySpace(sizeBytes: number): SyncBytes {
  return { sizeBytes, read: () => 0, write() {} };
}

describe("the tape of an image", () => {
  test("an empty image is a cartridge that was never formatted", () => {
    const medium = createImageMedium(createSyncMemory());
    expect(medium.referenced).toBe(false);
    expect(medium.recording).toBeUndefined();
    expect(medium.type.geometry).toEqual(cartridgeTypeNamed("qic80-307")!.geometry);
  });

  test("a geometry says which tape it is", () => {
    const found = createImageMedium(emptySpace(1), {
      geometry: cartridgeTypeNamed("tr-3")!.geometry,
    });
    expect(found.type).toMatchObject({ standard: "QIC-3020", wide: true, feet: 750 });
    expect(found.recording).toEqual({ standard: "QIC-3020", segmentsPerTrack: 1073 });
    expect(createImageMedium(emptySpace(1), { geometry }).type).toMatchObject({
      standard: "QIC-80", // two tracks: no cartridge has so few, so the most usual
      geometry,
    });
  });

  test.each([
    [4200 * 32768, 150, 28],
    [4199 * 32768 + 1, 150, 28],
    [3000 * 32768 - 1000, 150, 28],
    [1024, 68, 20],
    [5_000_000_000, 2120, 72],
  ])("without one %i bytes are cut into tracks plausibly", (size, spt, tracks) => {
    const { type } = createImageMedium(emptySpace(size));
    expect(type.geometry).toMatchObject({ segmentsPerTrack: spt, tracksPerCartridge: tracks });
  });

  test("sectors behind a torn end, and holes, have ids but no good data", () => {
    const image = createSyncMemory(new Uint8Array(32768 + 1500));
    const medium = createImageMedium(image, { geometry, holes: new Map([[0, 1 << 31]]) });
    const bad = (segment: number) =>
      Array.from({ length: 32 }, (_, sector) => medium.flagsOf(segment)?.[sector] ?? 0);
    expect(bad(0)).toEqual([...Array(31).fill(0), 1]);
    expect(bad(1)).toEqual([0, ...Array(31).fill(1)]);
    expect(bad(5)).toEqual(Array(32).fill(1));
    expect(medium.firstId(5)).toBe(1 + (33 << 16) + 3 * 2 ** 24);
    expect(medium.firstId(6)).toBe(0);
  });
});

test("what was written is readable before it has reached the image", () => {
  const image = createSyncMemory(new Uint8Array(100));
  const medium = createImageMedium(image, { geometry });
  medium.writeSector(2, 5, new Uint8Array(1024).fill(9), 0, false);
  expect(image.sizeBytes).toBe(100);
  expect(medium.flagsOf(2)?.[5]).toBe(0);
  expect(medium.flagsOf(2)?.[6]).toBe(1);
  const bytes = new Uint8Array(1024);
  medium.readSector(2, 5, bytes, 0);
  expect(bytes[1023]).toBe(9);
  expect(image.sizeBytes).toBe(100);
  medium.readSector(0, 0, bytes, 0);
  expect(image.sizeBytes).toBe((2 * 32 + 6) * 1024);
});

describe("formatting an image", () => {
  const ids = new Uint8Array(128);
  for (let sector = 0; sector < 32; sector++) ids.set([0, 0, sector + 1, 3], sector * 4);

  test("bursts empty it, segments fill it again", () => {
    const image = createSyncMemory(new Uint8Array(100_000).fill(1));
    const told: number[] = [];
    const medium = createImageMedium(image, {
      geometry,
      type,
      holes: new Map([[1, 4]]),
      onHolesChange: (holes) => told.push(holes.size),
    });
    medium.writeReferenceBursts();
    expect(image.sizeBytes).toBe(0);
    expect(medium.recording).toBeUndefined();
    medium.formatSegment(recording, 0, ids, 0x6b);
    medium.formatSegment(recording, 1, ids, 0x6b);
    expect(medium.recording).toEqual(recording);
    medium.sync();
    expect(told).toEqual([0]);
    expect(Buffer.compare(image.bytes(), new Uint8Array(65536).fill(0x6b))).toBe(0);
    expect(medium.flagsOf(1)).toBeUndefined();
    expect(medium.firstId(2)).toBe(0);
  });

  test("where it cannot be cut, everything becomes a hole first", () => {
    const { truncate: _, ...image } = createSyncMemory(new Uint8Array(40_000).fill(1));
    const holes = new Map<number, number>();
    const bytes: SyncBytes = { ...image, sizeBytes: 40_000 };
    const medium = createImageMedium(bytes, { geometry, type, holes });
    medium.writeReferenceBursts();
    expect(holes.size).toBe(2);
    medium.formatSegment(recording, 0, ids, 0x6b);
    expect([...holes.keys()]).toEqual([1]);
  });

  test("a segment behind the end leaves a gap of holes", () => {
    const holes = new Map<number, number>();
    const medium = createImageMedium(createSyncMemory(), { type, holes });
    medium.writeReferenceBursts();
    medium.formatSegment(recording, 2, ids, 0);
    medium.formatSegment(recording, 1, ids, 0);
    expect([...holes]).toEqual([[0, 0xffffffff]]);
  });

  test("the same recording again keeps the other segments", () => {
    const image = createSyncMemory(new Uint8Array(6 * 32768).fill(1));
    const medium = createImageMedium(image, { geometry, type });
    medium.formatSegment(recording, 0, ids, 0);
    medium.sync();
    const bytes = image.bytes();
    expect([bytes[0], bytes[32768], bytes.length]).toEqual([0, 1, 6 * 32768]);
    medium.formatSegment({ ...recording, segmentsPerTrack: 2 }, 0, ids, 0);
    expect(image.sizeBytes).toBe(32768);
  });
});

test("there is a drive for every standard", () => {
  for (const standard of ["QIC-40", "QIC-80", "QIC-3010", "QIC-3020", "Ditto Max"] as const)
    expect(driveModelFor(standard)).toMatchObject({ canFormat: true });
  expect(driveModelFor("Ditto Max").writes).toContain("Ditto Max");
  expect(isDriveModelName("ditto-2gb")).toBe(true);
  expect(isDriveModelName("toString")).toBe(false);
  for (const [name, model] of Object.entries(driveModels)) expect(model.name).toBe(name);
});
