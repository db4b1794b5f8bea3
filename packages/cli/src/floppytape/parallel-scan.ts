import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Cartridge, SegmentReport } from "@floppytape/cartridge";
import { readRescueMapFile, scanImageParallel } from "@floppytape/cartridge/node";

/** Stands beside the files of the built program, of which this one becomes a part. */
const workerScript = join(__dirname, "scan-worker.js");

/**
 * Reads every segment of an image file up to `lastSegment` with a thread for each processor; the
 * reports come in ascending order.
 */
export async function* scanInThreads(
  path: string,
  cartridge: Cartridge,
  options: { readonly lastSegment: number; readonly signal: AbortSignal },
): AsyncGenerator<SegmentReport> {
  yield* scanImageParallel(path, {
    ...options,
    badSectors: cartridge.badSectors.entries(),
    map: await readRescueMapFile(path),
    createWorker: () => new Worker(workerScript),
  });
}
