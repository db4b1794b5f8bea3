import { Worker } from "node:worker_threads";

/** Watches that seeds end. */
export interface Watch {
  begin(seed: number): void;
  end(): void;
}

/** Runs beside the thread that may hang: no timer of that one would ever fire. */
const program = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { shared, seconds, texts } = workerData;
const [Count, Seed] = [0, 1];
for (;;) {
  const count = Atomics.load(shared, Count);
  if (count < 0) break;
  if (Atomics.wait(shared, Count, count, seconds * 1000) !== "timed-out") continue;
  writeSync(2, "\\n" + texts.join(String(Atomics.load(shared, Seed))) + " (" + seconds + " s)\\n");
  process.kill(process.pid, "SIGKILL");
}`;

/** Ends the process when a seed takes longer, with the text for that seed. */
export function watchSeeds(seconds: number, textFor: (seed: string) => string): Watch {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const mark = "\0";
  const workerData = { shared, seconds, texts: textFor(mark).split(mark) };
  const worker = new Worker(program, { eval: true, workerData });
  worker.unref();
  const tell = (count: number, seed: number) => {
    Atomics.store(shared, 1, seed);
    Atomics.store(shared, 0, count);
    Atomics.notify(shared, 0);
  };
  return {
    begin: (seed) => tell(shared[0]! + 1, seed),
    end: () => tell(-1, 0),
  };
}
