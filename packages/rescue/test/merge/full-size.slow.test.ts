import {
  type ByteStore,
  buildSegment,
  createMemoryStore,
  createRawImageStore,
  formatCartridge,
  openCartridge,
  rescueMapOf,
} from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { createGeometry, segmentCountOf } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { mergeDumps, repairCartridge } from "../../src/index.js";
import { noise } from "../damaged-dumps.js";

/** The long QIC-3020 cartridge: 59000 segments, 1.9 GB. */
const geometry = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 1475,
  tracksPerCartridge: 40,
});
const segmentCount = segmentCountOf(geometry);

/** Headers and table as formatted, the same data in all other segments; takes no memory. */
async function hugeImage(): Promise<ByteStore> {
  const made = createMemoryStore({ segmentCount });
  await formatCartridge(made, { type: { standard: "QIC-3020", geometry } });
  const { badSectors } = await openCartridge(made);
  const start = [0, 1, 2].map((segment) => made.segmentBytes(segment));
  const bads = new Map<number, Uint8Array>();
  const contents = (segment: number): Uint8Array => {
    const own = start[segment];
    if (own) return own;
    const bad = badSectors.get(segment);
    let sectors = bads.get(bad);
    if (sectors === undefined) {
      sectors = new Uint8Array(SegmentBytes);
      const good = bad === 0xffffffff ? 0 : 29696;
      buildSegment(noise(5, good), bad, eccEngine(), sectors);
      bads.set(bad, sectors);
    }
    return sectors;
  };
  return {
    sizeBytes: segmentCount * SegmentBytes,
    async read(position, into) {
      for (let done = 0; done < into.length; done += SegmentBytes)
        into.set(contents((position + done) / SegmentBytes), done);
      return into.length;
    },
    async write() {},
    async sync() {},
    async close() {},
  };
}

/** The largest memory of buffers that `watch` saw. */
function createPeak() {
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  return {
    watch: () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    },
    get megabytes() {
      return peak / 1e6;
    },
  };
}

test("merging and repairing a cartridge of 1.9 GB takes a few megabytes of buffers", async () => {
  const image = await hugeImage();
  const dump = (from: number, every: number, map: number) => {
    const holes = new Map<number, number>();
    for (let segment = from; segment < segmentCount; segment += every) holes.set(segment, map);
    return createRawImageStore(image, { map: rescueMapOf(holes, image.sizeBytes) });
  };
  const dumps = [
    { name: "first", store: dump(3, 10, 0xff) },
    { name: "second", store: dump(8, 10, 0xff00) },
  ];
  const merging = createPeak();
  const merged = await mergeDumps(dumps, image, { onProgress: merging.watch });
  expect(merged).toMatchObject({ segmentCount, lost: [], corrected: [] });
  expect(merged.account.lost).toBe(0);
  expect(merging.megabytes).toBeLessThan(40);

  const repairing = createPeak();
  const cartridge = await openCartridge(dump(5, 7, 0b11));
  const repaired = await repairCartridge(cartridge, image, { onProgress: repairing.watch });
  expect(repaired.lost).toEqual([]);
  expect(repaired.map.blocks.every(({ status }) => status === "+")).toBe(true);
  expect(repairing.megabytes).toBeLessThan(40);
});
