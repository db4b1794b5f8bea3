/** From an image file to verdicts: chunk sizes, engines, workers. */
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { scanStore } from "@floppytape/cartridge";
import { openRawImageFile, scanImageParallel } from "@floppytape/cartridge/node";
import {
  createSegmentPool,
  type EccEngineName,
  SegmentBytes,
  type SegmentPool,
} from "@floppytape/ecc";
import { measureExtraction } from "./extraction.js";
import { judge } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { withFolder, writeImage } from "./image-file.js";
import { measureTable, ratioOf } from "./result-table.js";
import type { Contender } from "./rounds.js";
import { startWorker, startWorkers } from "./running-workers.js";

const ChunkBytes = 2 ** 20;
const PlainRead = "fs.readSync, 1 MiB";
const Verify = "verify, wasm";
const VerifyNaive = "verify, naive";
const OneWorker = "verify, 1 running worker";
const TwoWorkers = "verify, 2 running workers";

function plainRead(path: string, bytes: number): Contender {
  // page-aligned like the memory that verify reads into: the kernel copies faster there
  const chunk = createSegmentPool(ChunkBytes / SegmentBytes).bytes;
  return {
    name: PlainRead,
    amount: bytes,
    run: () => {
      const file = openSync(path, "r");
      try {
        for (let at = 0; at < bytes; at += ChunkBytes) readSync(file, chunk, 0, ChunkBytes, at);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** With the memory of `pool`, half of it a read; without one with what the scan takes by default. */
function verify(name: string, path: string, segmentCount: number, pool?: SegmentPool): Contender {
  return {
    name,
    amount: segmentCount * SegmentBytes,
    run: async () => {
      const store = await openRawImageFile(path);
      try {
        const range = { lastSegment: segmentCount - 1, badSectors: () => 0 };
        const options = pool ? { ...range, pool } : range;
        let sound = 0;
        for await (const { how } of scanStore(store, options)) if (how === "read") sound++;
        requireSound(sound, segmentCount);
      } finally {
        await store.close();
      }
    },
  };
}

function verifyParallel(
  name: string,
  path: string,
  segmentCount: number,
  options: Pick<NonNullable<Parameters<typeof scanImageParallel>[1]>, "workers" | "createWorker">,
): Contender {
  return {
    name,
    amount: segmentCount * SegmentBytes,
    run: async () => {
      let sound = 0;
      for await (const { how } of scanImageParallel(path, {
        ...options,
        lastSegment: segmentCount - 1,
      }))
        if (how === "read") sound++;
      requireSound(sound, segmentCount);
    },
  };
}

function requireSound(sound: number, segmentCount: number): void {
  if (sound !== segmentCount)
    throw new Error(`${segmentCount - sound} of ${segmentCount} sound segments were not read`);
}

export function imageGroup(context: BenchContext): Promise<GroupReport> {
  const { rounds, quick, say } = context;
  return withFolder(async (folder) => {
    const segmentCount = (quick ? 64 : 512) * 32;
    const bytes = segmentCount * SegmentBytes;
    const path = join(folder, "sound.img");
    writeImage(path, segmentCount);
    const size = `${bytes / 2 ** 20} MiB`;

    say("image: verify");
    const poolOf = (readBytes: number, engine: EccEngineName) =>
      createSegmentPool((2 * readBytes) / SegmentBytes, { engine });
    const readSizes = [SegmentBytes, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20];
    const verifyTable = await measureTable(
      {
        title: `verify ${size}, cached`,
        unit: "MB/s",
        anchors: [PlainRead],
        contenders: [
          plainRead(path, bytes),
          verify(Verify, path, segmentCount),
          verify("verify, typescript", path, segmentCount, poolOf(ChunkBytes, "typescript")),
          verify(VerifyNaive, path, segmentCount, poolOf(ChunkBytes, "naive")),
          ...readSizes.map((readBytes) =>
            verify(
              `verify, wasm, ${readBytes / 1024} KiB reads`,
              path,
              segmentCount,
              poolOf(readBytes, "wasm"),
            ),
          ),
        ],
      },
      rounds,
    );

    say("image: workers");
    const one = startWorkers(1);
    const two = startWorkers(2);
    // a scan by one worker alone would be done by the caller, who must not be faster for that
    const alone = { workers: 2, createWorker: one.createWorker };
    const workerTable = await measureTable(
      {
        title: `verify ${size} by workers`,
        unit: "MB/s",
        anchors: [PlainRead],
        contenders: [
          plainRead(path, bytes),
          verifyParallel(OneWorker, path, segmentCount, alone),
          verifyParallel(TwoWorkers, path, segmentCount, {
            workers: 2,
            createWorker: two.createWorker,
          }),
          verifyParallel("verify, 2 workers started for it", path, segmentCount, {
            workers: 2,
            createWorker: startWorker,
          }),
          verifyParallel("verify, no worker", path, segmentCount, { workers: 1 }),
        ],
      },
      rounds,
    );
    await Promise.all([one.stop(), two.stop()]);
    rmSync(path);
    const extraction = await measureExtraction(folder, context);

    const missing = { skip: "not measured" };
    const goal = (id: string, statement: string, threshold: number) =>
      ({ id, statement, comparison: "at least", threshold, unit: "x" }) as const;
    const outcomes = [
      judge(
        goal("P1", "verify vs fs.readSync alone, wasm", 0.27),
        ratioOf(verifyTable, Verify, PlainRead) ?? missing,
      ),
      judge(
        goal("P2", "verify, 2 running workers vs 1", 1.7),
        ratioOf(workerTable, TwoWorkers, OneWorker) ?? missing,
      ),
      judge(
        goal("P4", "verify, wasm vs the same loop around the naive engine", 20),
        ratioOf(verifyTable, Verify, VerifyNaive) ?? missing,
      ),
      ...extraction.outcomes,
    ];
    return { tables: [verifyTable, workerTable, extraction.table], grids: [], outcomes, notes: [] };
  });
}
