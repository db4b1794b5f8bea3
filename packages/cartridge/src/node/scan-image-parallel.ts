import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { SegmentBytes } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";
import { PlainRead, type SegmentReport } from "../corrected-segment.js";
import { CartridgeError } from "../errors.js";
import type { LongOperation } from "../long-operation.js";
import { createRawImageStore } from "../raw-image.js";
import type { RescueMap } from "../rescue-map.js";
import { scanChunks } from "../scan.js";
import { openFileBytes } from "./file-bytes.js";
import { ParallelScanBytes } from "./parallel-scan-bytes.js";
import type { ScanAnswer, ScanRange, ScanRequest } from "./scan-messages.js";

/** What of a worker thread is used; tests may stand in for it. */
export interface ScanWorker {
  postMessage(request: ScanRequest): void;
  on(event: "message", listener: (answer: ScanAnswer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  terminate(): unknown;
}

export interface ParallelScanOptions extends LongOperation {
  /** Default 0. */
  firstSegment?: number;
  /** Inclusive. */
  lastSegment: number;
  /** Segments with bad sectors, such as `cartridge.badSectors.entries()`. Default: none. */
  badSectors?: Iterable<readonly [segment: number, map: SectorMap]>;
  /** Holes of the image. Default: none. */
  map?: RescueMap | undefined;
  /**
   * Threads. Default: one for each processor, at most four, and only the caller's own below
   * {@link ParallelScanBytes}. 1 scans in the calling thread.
   */
  workers?: number;
  /** Starts a worker whose script calls `serveScan(parentPort)`. Default: this package's script. */
  createWorker?: () => ScanWorker;
}

const maxWorkers = 4;
/** Segments that a worker is given at a time: 8 MiB. */
const rangeSegments = 256;

/**
 * Scans a raw image file with several threads; the reports come in ascending order all the same.
 * @throws {CartridgeError} what the file system says, `SCAN_FAILED` when a worker dies.
 */
export async function* scanImageParallel(
  path: string,
  options: ParallelScanOptions,
): AsyncGenerator<SegmentReport, void, undefined> {
  const { firstSegment = 0, lastSegment, signal, onProgress } = options;
  const total = lastSegment - firstSegment + 1;
  const ranges = Math.ceil(total / rangeSegments);
  const automatic =
    total * SegmentBytes < ParallelScanBytes ? 1 : Math.min(availableParallelism(), maxWorkers);
  const count = Math.min(options.workers ?? automatic, ranges);
  if (count <= 1) {
    for await (const reports of scanAlone(path, options))
      for (const report of reports) yield report;
    return;
  }
  signal?.throwIfAborted();
  const crew = startCrew(path, options, count);
  try {
    for (let range = 0; range < ranges; range++) {
      for (const report of await crew.reportsOf(range)) yield report;
      const done = Math.min((range + 1) * rangeSegments, total);
      onProgress?.({ phase: "scan", done, total, unit: "segments" });
    }
  } finally {
    await crew.dismiss();
  }
}

interface Crew {
  reportsOf(range: number): Promise<readonly SegmentReport[]>;
  dismiss(): Promise<void>;
}

/** Ranges that are scanned ahead of the one asked for, so that a slow reader costs no memory. */
const rangesAhead = 16;
/** Ranges that a worker has waiting, so that it need not wait for the next. */
const rangesQueued = 2;

function startCrew(path: string, options: ParallelScanOptions, count: number): Crew {
  const { firstSegment = 0, lastSegment, signal, map } = options;
  const ranges = Math.ceil((lastSegment - firstSegment + 1) / rangeSegments);
  const done = new Map<number, readonly SegmentReport[]>();
  /** The ranges that each worker was given and has not answered, in order. */
  const crew = new Map<ScanWorker, number[]>();
  let given = 0;
  let wanted = 0;
  let failure: unknown;
  let wake = () => {};

  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  const rangeAt = (index: number): ScanRange => {
    const first = firstSegment + index * rangeSegments;
    return { first, last: Math.min(first + rangeSegments - 1, lastSegment) };
  };
  const giveWork = () => {
    const end = Math.min(ranges, wanted + rangesAhead);
    for (let depth = 0; depth < rangesQueued; depth++)
      for (const [worker, queue] of crew) {
        if (queue.length > depth || given >= end) continue;
        queue.push(given);
        worker.postMessage({ range: rangeAt(given++) });
      }
  };
  const onAbort = () => fail(signal?.reason);

  const badSectors = [...(options.badSectors ?? [])];
  const create = options.createWorker ?? startOwnWorker;
  for (let i = 0; i < count; i++) {
    const worker = create();
    const queue: number[] = [];
    crew.set(worker, queue);
    worker.on("message", (answer) => {
      if ("failure" in answer) {
        const { code, message, details } = answer.failure;
        return fail(new CartridgeError(code, message, details));
      }
      const range = queue.shift()!;
      done.set(range, allReports(rangeAt(range), answer.odd));
      giveWork();
      wake();
    });
    worker.on("error", (cause) =>
      fail(new CartridgeError("SCAN_FAILED", `scan worker: ${cause.message}`, { path }, cause)),
    );
    worker.postMessage({ setup: { path, map, badSectors } });
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  giveWork();

  return {
    async reportsOf(range) {
      wanted = range;
      giveWork();
      for (;;) {
        if (failure !== undefined) throw failure;
        const reports = done.get(range);
        if (reports) {
          done.delete(range);
          return reports;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async dismiss() {
      signal?.removeEventListener("abort", onAbort);
      await Promise.all([...crew.keys()].map((worker) => worker.terminate()));
    },
  };
}

/** Completes a worker's answer: what it does not name was read. */
function allReports({ first, last }: ScanRange, odd: readonly SegmentReport[]): SegmentReport[] {
  const reports: SegmentReport[] = [];
  let next = 0;
  for (let segment = first; segment <= last; segment++) {
    const named = odd[next]?.segment === segment ? odd[next++] : undefined;
    reports.push(named ?? { segment, ...PlainRead });
  }
  return reports;
}

function startOwnWorker(): ScanWorker {
  return new Worker(new URL("./scan-worker.js", import.meta.url));
}

async function* scanAlone(path: string, options: ParallelScanOptions) {
  const bad = new Map(options.badSectors ?? []);
  const store = createRawImageStore(await openFileBytes(path), {
    map: options.map,
    writeProtected: true,
  });
  try {
    yield* scanChunks(store, { ...options, badSectors: (segment) => bad.get(segment) ?? 0 });
  } finally {
    await store.close();
  }
}
