import { createSegmentPool } from "@floppytape/ecc";
import type { SegmentReport } from "../corrected-segment.js";
import { CartridgeError } from "../errors.js";
import { createRawImageStore } from "../raw-image.js";
import { scanChunks } from "../scan.js";
import type { SegmentStore } from "../segment-store.js";
import { openFileBytes } from "./file-bytes.js";
import type { ScanAnswer, ScanRange, ScanRequest, ScanSetup } from "./scan-messages.js";

/** The end of a message channel that a scan worker listens to: `parentPort` of a worker thread. */
export interface ScanPort {
  on(event: "message", listener: (request: ScanRequest) => void): unknown;
  postMessage(answer: ScanAnswer): void;
}

/** Segments of the worker's pool: 1 MiB. */
const poolSegments = 32;

/**
 * Makes a thread a scan worker: `serveScan(parentPort)` is all that a worker's script does, the one of
 * this package or the one in a program's own bundle.
 */
export function serveScan(port: ScanPort): void {
  const pool = createSegmentPool(poolSegments);
  let store: Promise<SegmentStore> | undefined;
  let last: Promise<void> = Promise.resolve();
  let badSectors = new Map<number, number>();

  const begin = async ({ path, map, badSectors: bad }: ScanSetup): Promise<SegmentStore> => {
    badSectors = new Map(bad);
    return createRawImageStore(await openFileBytes(path), { map, writeProtected: true });
  };
  const scan = async ({ first, last }: ScanRange): Promise<SegmentReport[]> => {
    if (store === undefined)
      throw new CartridgeError("SCAN_FAILED", "a range came before the setup");
    const odd: SegmentReport[] = [];
    const badOf = (segment: number) => badSectors.get(segment) ?? 0;
    const options = { firstSegment: first, lastSegment: last, pool, badSectors: badOf };
    for await (const chunk of scanChunks(await store, options))
      for (const report of chunk)
        if (report.how !== "read" || report.unreadable !== 0) odd.push(report);
    return odd;
  };

  port.on("message", (request) => {
    if ("setup" in request) {
      store = begin(request.setup);
      store.catch(() => {}); // told with the first range
      return;
    }
    const answer = last.then(() => scan(request.range)); // one at a time: they share the pool
    last = answer.then(
      (odd) => port.postMessage({ odd }),
      (error: unknown) => port.postMessage({ failure: failureOf(error) }),
    );
  });
}

function failureOf(error: unknown) {
  if (error instanceof CartridgeError) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "SCAN_FAILED", message, details: {} } as const;
}
