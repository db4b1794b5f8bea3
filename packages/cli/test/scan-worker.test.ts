import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { scanImageParallel } from "@floppytape/cartridge/node";
import { expect, test } from "vitest";
import { noise, run, temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const script = fileURLToPath(new URL("../dist/floppytape/scan-worker.js", import.meta.url));
const SegmentBytes = 32768;

test("threads with the bundled script find what verify finds in one", async () => {
  const image = "threads.img";
  run(folder, "floppytape", ["format", image, "--cartridge=qic40-205"]);
  run(folder, "floppytape", ["write", image], { stdin: noise(9_000_000) });
  const file = openSync(join(folder, image), "r+");
  for (const [segment, sectors] of [
    [40, 1],
    [270, 6],
  ] as const)
    writeSync(file, noise(sectors * 1024, 9), 0, sectors * 1024, segment * SegmentBytes);
  closeSync(file);

  const verified = JSON.parse(run(folder, "floppytape", ["verify", image, "--json"]).stdout);
  expect(verified).toMatchObject({ corrected: 1, lost: 1, lostSegments: [270] });

  let workers = 0;
  const odd: string[] = [];
  const scan = scanImageParallel(join(folder, image), {
    lastSegment: 306,
    workers: 2,
    createWorker: () => {
      workers++;
      return new Worker(script);
    },
  });
  for await (const { segment, how } of scan) if (how !== "read") odd.push(`${segment} ${how}`);
  expect(workers).toBe(2);
  expect(odd).toEqual(["40 corrected", "270 lost"]);
});
