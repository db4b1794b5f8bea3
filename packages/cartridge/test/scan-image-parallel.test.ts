import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createMemoryBytes,
  createRawImageStore,
  rescueMapOf,
  type SegmentReport,
  scanStore,
} from "../src/index.js";
import { type ScanWorker, scanImageParallel, serveScan } from "../src/node/index.js";
import { hexMaps, imageOf, manifestOf } from "./recorded-images.js";

const manifest = manifestOf("q3020-fixedbad");
const badSectors = hexMaps(manifest.badSectorMapAtFormat);
const lastSegment = 979; // 20 more than there are
const map = rescueMapOf(
  new Map([
    [300, 0b11],
    [700, 0xff],
  ]),
  manifest.image.bytes,
);

let folder = "";
let path = "";
let single: SegmentReport[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cartridge-"));
  path = join(folder, "tape.img");
  const image = imageOf(manifest);
  await writeFile(path, image);
  const store = createRawImageStore(createMemoryBytes(image), { map });
  const badOf = (segment: number) => badSectors.get(segment) ?? 0;
  single = await all(scanStore(store, { lastSegment, badSectors: badOf }));
});
afterAll(() => rm(folder, { recursive: true }));

async function all(reports: AsyncIterable<SegmentReport>): Promise<SegmentReport[]> {
  const list: SegmentReport[] = [];
  for await (const report of reports) list.push(report);
  return list;
}

/** A worker in this thread, behind a real message channel: structured clones, later turns. */
function channelWorker(counts: { started: number; ended: number }): ScanWorker {
  const { port1, port2 } = new MessageChannel();
  serveScan(port2);
  counts.started++;
  return {
    postMessage: (request) => port1.postMessage(request),
    on: (event: string, listener: (value: never) => void) =>
      port1.on(event as "message", (value) => listener(value as never)),
    async terminate() {
      counts.ended++;
      port1.close();
    },
  };
}

test.each([1, 2, 3, 9])("%i workers report what one pass reports, in order", async (workers) => {
  const counts = { started: 0, ended: 0 };
  const createWorker = () => channelWorker(counts);
  const done: number[] = [];
  const options = { lastSegment, badSectors, map, workers, createWorker };
  const reports = await all(
    scanImageParallel(path, { ...options, onProgress: (p) => void done.push(p.done) }),
  );
  expect(reports).toEqual(single);
  expect(done.at(-1)).toBe(980);
  const expected = workers === 1 ? 0 : Math.min(workers, 4); // four ranges
  expect(counts).toEqual({ started: expected, ended: expected });
  const part = scanImageParallel(path, { ...options, firstSegment: 299, lastSegment: 800 });
  expect(await all(part)).toEqual(single.slice(299, 801));
});

test("small images are scanned without workers unless asked for", async () => {
  const createWorker = () => expect.unreachable("a worker was started");
  const reports = await all(
    scanImageParallel(path, { lastSegment, badSectors, map, createWorker }),
  );
  expect(reports).toEqual(single);
});

test("workers end when the scan is left, aborted or fails", async () => {
  const counts = { started: 0, ended: 0 };
  const createWorker = () => channelWorker(counts);
  const options = { lastSegment, workers: 2, createWorker };
  for await (const report of scanImageParallel(path, options)) if (report.segment === 5) break;
  expect(counts).toEqual({ started: 2, ended: 2 });

  const controller = new AbortController();
  const aborted = (async () => {
    const scan = scanImageParallel(path, { ...options, signal: controller.signal });
    for await (const report of scan)
      if (report.segment === 5) controller.abort(new Error("enough"));
  })();
  await expect(aborted).rejects.toThrow("enough");
  expect(counts).toEqual({ started: 4, ended: 4 });

  const missing = all(scanImageParallel(join(folder, "missing"), options));
  await expect(missing).rejects.toMatchObject({ name: "CartridgeError", code: "ENOENT" });
  expect(counts).toEqual({ started: 6, ended: 6 });
});

test("a worker that dies ends the scan", async () => {
  const createWorker = (): ScanWorker => ({
    postMessage() {},
    on(event: string, listener: (error: never) => void) {
      if (event === "error") queueMicrotask(() => listener(new Error("out of memory") as never));
    },
    terminate() {},
  });
  const scan = all(scanImageParallel(path, { lastSegment, workers: 2, createWorker }));
  await expect(scan).rejects.toMatchObject({
    code: "SCAN_FAILED",
    message: "scan worker: out of memory",
    details: { path },
  });
});

test("a worker that is given a range before its setup says so", async () => {
  const { port1, port2 } = new MessageChannel();
  serveScan(port2);
  const answer = new Promise((resolve) => port1.once("message", resolve));
  port1.postMessage({ range: { first: 0, last: 1 } });
  expect(await answer).toMatchObject({ failure: { code: "SCAN_FAILED" } });
  port1.close();
});
