import { eccEngine } from "@floppytape/ecc";
import { createGeometry, dataBytesOf } from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openImage } from "../../src/image/index.js";
import {
  buildSegment,
  createMemoryBytes,
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  openCartridge,
} from "../../src/index.js";
import { exported } from "./collect.js";

const segmentCount = 24;
const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 6, tracksPerCartridge: 4 });

const badMaps = fc.dictionary(
  fc.integer({ min: 0, max: segmentCount - 1 }).map(String),
  fc.oneof(
    fc.integer({ min: 1, max: 0xffffffff }).map((map) => map >>> 0),
    fc.nat(31).map((sector) => (1 << sector) >>> 0),
    fc.constant(0xffffffff),
  ),
  { maxKeys: 12 },
);

/** A cartridge with these bad sectors, full of data that differs from segment to segment. */
async function cartridgeWith(bad: Record<string, number>): Promise<MemoryStore> {
  const store = createMemoryStore({ segmentCount });
  const badSectors = Object.entries(bad).map(([segment, map]) => [Number(segment), map] as const);
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, badSectors });
  const { firstDataSegment } = await openCartridge(store);
  const physical = new Uint8Array(32768);
  for (let segment = firstDataSegment + 1; segment < segmentCount; segment++) {
    const map = bad[segment] ?? 0;
    const data = Uint8Array.from(
      { length: dataBytesOf(map) },
      (_, i) => (i * 7 + (i >> 8) + segment * 31) & 255,
    );
    buildSegment(data, map, eccEngine(), physical);
    await store.writeSegment(segment, physical, { skip: map });
  }
  return store;
}

test.each(["segments", "packed-segments", "data", "slots", "twti", "volume-data"] as const)(
  "whatever sectors are bad, an image of the kind %s keeps all data",
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(badMaps, async (bad) => {
        const before = await cartridgeWith(bad).then(
          (store) => openCartridge(store),
          () => undefined, // no room for headers and table
        );
        if (before === undefined) return;
        const { bytes, result } = await exported(before, kind);
        expect([result.lost.size, result.map]).toEqual([0, undefined]);
        const header = kind === "volume-data" ? { header: before.headerBytes } : {};
        const { store } = await openImage(createMemoryBytes(bytes), { kind, ...header });
        const after = await openCartridge(store);
        for (let segment = before.firstDataSegment; segment < segmentCount; segment++) {
          const data = (await before.readSegment(segment)).data.slice();
          expect(Buffer.compare((await after.readSegment(segment)).data, data)).toBe(0);
        }
      }),
      { numRuns: 8 },
    );
  },
);
