import { createMemoryBytes, createRawImageStore, type RescueMap } from "@floppytape/cartridge";
import { createGeometry, type SectorMap, sectorsOf } from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createImageMedium, createSyncMemory } from "../../src/sim/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 4, tracksPerCartridge: 2 });

const noise = new Uint8Array(6 * 32768);
for (let i = 0; i < noise.length; i++) noise[i] = (i * 7) ^ (i >> 9);

interface Write {
  readonly segment: number;
  readonly skip: SectorMap;
  readonly value: number;
  readonly syncs: boolean;
}

const anyWrite: fc.Arbitrary<Write> = fc.record({
  segment: fc.integer({ min: 0, max: 7 }),
  skip: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffffffff })),
  value: fc.integer({ min: 0, max: 255 }),
  syncs: fc.boolean(),
});

/** Sector maps of the holes within the image, as a rescue map tells them. */
function holesOfMap(map: RescueMap | undefined): [position: number, bytes: number][] {
  return (map?.blocks ?? [])
    .filter(({ status }) => status !== "+")
    .map(({ position, sizeBytes }) => [position, sizeBytes]);
}

function holesOfSectors(
  holes: ReadonlyMap<number, SectorMap>,
  sizeBytes: number,
): [position: number, bytes: number][] {
  const runs: [number, number][] = [];
  for (const segment of [...holes.keys()].sort((a, b) => a - b))
    for (const sector of sectorsOf(holes.get(segment)!)) {
      const position = (segment * 32 + sector) * 1024;
      if (position >= sizeBytes) continue;
      const bytes = Math.min(1024, sizeBytes - position);
      const last = runs.at(-1);
      if (last && last[0] + last[1] === position) last[1] += bytes;
      else runs.push([position, bytes]);
    }
  return runs;
}

test("the same writes leave the same image and the same holes as in the raw image store", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 6 * 32768 }),
      fc.array(anyWrite, { maxLength: 12 }),
      async (sizeBytes, writes) => {
        const initial = noise.slice(0, sizeBytes);
        const plainBytes = createMemoryBytes(initial);
        let plainMap: RescueMap | undefined;
        const plain = createRawImageStore(plainBytes, {
          onMapChange: (map) => {
            plainMap = map;
          },
        });
        plain.useGeometry(geometry);
        const image = createSyncMemory(initial);
        const holes = new Map<number, SectorMap>();
        const medium = createImageMedium(image, { geometry, holes });
        for (const { segment, skip, value, syncs } of writes) {
          const sectors = new Uint8Array(32768).fill(value);
          await plain.writeSegment(segment, sectors, { skip });
          for (const sector of sectorsOf(~skip >>> 0))
            medium.writeSector(segment, sector, sectors, sector * 1024, false);
          if (syncs) medium.sync();
        }
        await plain.flush();
        medium.sync();
        expect(Buffer.compare(image.bytes(), plainBytes.bytes())).toBe(0);
        expect(holesOfSectors(holes, image.sizeBytes)).toEqual(holesOfMap(plainMap));
        const all = new Uint8Array(8 * 32768);
        const { unreadable } = await plain.readRun(0, 8, all);
        const sector = new Uint8Array(1024);
        const wrong: number[] = [];
        for (let place = 0; place < 256; place++) {
          const segment = place >> 5;
          const bad = ((unreadable[segment]! >>> (place & 31)) & 1) === 1;
          medium.readSector(segment, place & 31, sector, 0);
          const flags = medium.flagsOf(segment)?.[place & 31] ?? 0;
          const same = Buffer.compare(sector, all.subarray(place * 1024, (place + 1) * 1024)) === 0;
          if ((flags !== 0) !== bad || !(same || bad)) wrong.push(place);
        }
        expect(wrong).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});
