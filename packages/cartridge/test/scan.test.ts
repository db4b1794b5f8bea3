import { createSegmentPool } from "@floppytape/ecc";
import { expect, test } from "vitest";
import { openCartridge, type SegmentReport, scanCartridge } from "../src/index.js";
import { imageOf, manifestOf, memoryStoreOf, rawStoreOf } from "./recorded-images.js";
import { openSmallCartridge } from "./small-cartridge.js";

async function all(reports: AsyncIterable<SegmentReport>): Promise<SegmentReport[]> {
  const list: SegmentReport[] = [];
  for await (const report of reports) list.push(report);
  return list;
}

test.each(["crc-damaged", "crc-dead", "bad-norm", "bad-var", "deleted-start", "truncated"])(
  "%s: a scan says what reading segment by segment says",
  async (name) => {
    const manifest = manifestOf(name);
    const image = imageOf(manifest);
    for (const store of [memoryStoreOf(manifest, image), rawStoreOf(manifest, image)]) {
      const cartridge = await openCartridge(store);
      const single: SegmentReport[] = [];
      for (let segment = 0; segment < manifest.segments; segment++)
        single.push((await cartridge.readSegment(segment)).report);
      expect(await all(scanCartridge(cartridge))).toEqual(single);
      expect(await all(scanCartridge(cartridge, { pool: createSegmentPool(3) }))).toEqual(single);
      const part = scanCartridge(cartridge, { firstSegment: 5, lastSegment: 7 });
      expect(await all(part)).toEqual(single.slice(5, 8));
    }
  },
);

test("between the store and the verdict not one byte is copied", async () => {
  const manifest = manifestOf("crc-damaged");
  const cartridge = await openCartridge(memoryStoreOf(manifest, imageOf(manifest)));
  const pool = createSegmentPool(8);
  const reports = await all(scanCartridge(cartridge, { pool, lastSegment: 23 }));
  expect(reports.filter(({ how }) => how === "corrected").length).toBe(15);
  expect(pool.engine.copiedBytes).toBe(0);
});

test("the store reads straight into the pool", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const pool = createSegmentPool(4);
  const readRun = store.readRun.bind(store);
  const buffers = new Set<ArrayBufferLike>();
  const runs: [number, number][] = [];
  store.readRun = (first, count, into, options) => {
    buffers.add(into.buffer);
    runs.push([first, count]);
    return readRun(first, count, into, options);
  };
  await all(scanCartridge(cartridge, { pool, firstSegment: 1, lastSegment: 5 }));
  expect([...buffers]).toEqual([pool.bytes.buffer]);
  expect(runs).toEqual([
    [1, 2],
    [3, 2],
    [5, 1],
  ]);
});

test("progress ends at the total, and a scan can be left and aborted", async () => {
  const { cartridge } = await openSmallCartridge();
  const done: number[] = [];
  await all(scanCartridge(cartridge, { onProgress: (p) => void done.push(p.done / p.total) }));
  expect(done.at(-1)).toBe(1);
  expect(done).toEqual([...done].sort((a, b) => a - b));

  for await (const report of scanCartridge(cartridge)) if (report.segment === 3) break;

  const controller = new AbortController();
  const aborted = (async () => {
    for await (const report of scanCartridge(cartridge, { signal: controller.signal }))
      if (report.segment === 20) controller.abort(new Error("enough"));
  })();
  await expect(aborted).rejects.toThrow("enough");
});

test("nothing beyond the tape is scanned", async () => {
  const { cartridge } = await openSmallCartridge();
  expect(() => scanCartridge(cartridge, { lastSegment: 120 })).toThrow(RangeError);
  expect(await all(scanCartridge(cartridge, { firstSegment: 9, lastSegment: 8 }))).toEqual([]);
  const pool = createSegmentPool(1);
  await expect(all(scanCartridge(cartridge, { pool }))).rejects.toThrow(RangeError);
});
