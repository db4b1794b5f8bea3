/** Scan workers that live through many scans, so that only scanning is timed, not starting. */
import { Worker } from "node:worker_threads";
import type { ScanAnswer, ScanRequest, ScanWorker } from "@floppytape/cartridge/node";

export interface RunningWorkers {
  /** For `scanImageParallel`: hands the workers out in turn. All scans must be of one image. */
  readonly createWorker: () => ScanWorker;
  stop(): Promise<void>;
}

export const startWorker = (): Worker => new Worker(new URL("./scan-worker.mjs", import.meta.url));

export function startWorkers(count: number): RunningWorkers {
  const crew = Array.from({ length: count }, () => {
    const worker = startWorker();
    let listener = (_answer: ScanAnswer) => {};
    let failed = (_error: Error) => {};
    let told = false;
    worker.on("message", (answer: ScanAnswer) => listener(answer));
    worker.on("error", (error: Error) => failed(error));
    const lent: ScanWorker = {
      postMessage(request: ScanRequest) {
        // the image is the same each time, and stays open
        if ("setup" in request && told) return;
        told ||= "setup" in request;
        worker.postMessage(request);
      },
      on(
        event: "message" | "error",
        heard: ((answer: ScanAnswer) => void) | ((error: Error) => void),
      ) {
        if (event === "message") listener = heard as (answer: ScanAnswer) => void;
        else failed = heard as (error: Error) => void;
      },
      terminate() {},
    };
    return { worker, lent };
  });
  let next = 0;
  return {
    createWorker: () => (crew[next++ % crew.length] as { lent: ScanWorker }).lent,
    async stop() {
      await Promise.all(crew.map(({ worker }) => worker.terminate()));
    },
  };
}
