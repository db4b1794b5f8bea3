/** The second half of the image group: a volume read into a new file, and the memory that it takes. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { judge, type Outcome } from "./goal.js";
import type { BenchContext } from "./group.js";
import { canMeasureMemory, peakMemoryMiB } from "./node-process.js";
import { filter, findProgram } from "./programs.js";
import { type RecordedImage, readVolume, recordImage } from "./recorded-image.js";
import { measureTable, type ResultTable, ratioOf } from "./result-table.js";
import type { Contender } from "./rounds.js";

const Extract = "extract to a new file";
const ExtractNowhere = "extract to nowhere";
const Copy = "dd bs=1M to a new file";

function extracting(name: string, image: RecordedImage, target?: string): Contender {
  return {
    name,
    amount: image.imageBytes,
    run: async () => {
      if (target !== undefined) rmSync(target, { force: true });
      const file = target === undefined ? undefined : openSync(target, "w");
      try {
        const read = await readVolume(image.path, (bytes) => {
          if (file !== undefined) writeSync(file, bytes);
        });
        if (read !== image.volumeBytes)
          throw new Error(`read ${read} bytes of a volume of ${image.volumeBytes}`);
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
  };
}

export interface Extraction {
  readonly table: ResultTable;
  readonly outcomes: readonly Outcome[];
}

export async function measureExtraction(
  folder: string,
  { rounds, quick, root, say }: BenchContext,
): Promise<Extraction> {
  say("image: recording a cartridge");
  const type = quick ? "qic80-307" : "qic3010-1000";
  const image = await recordImage(join(folder, "recorded.img"), type);
  const mebibytes = Math.round(image.imageBytes / 2 ** 20);
  const target = join(folder, "extracted");

  say("image: extraction");
  const dd = findProgram("dd");
  const copying: Contender[] = dd
    ? [
        {
          name: Copy,
          amount: image.imageBytes,
          run: () => {
            rmSync(target, { force: true });
            filter(
              dd,
              [`if=${image.path}`, `of=${target}`, "bs=1M", "status=none"],
              new Uint8Array(0),
            );
          },
        },
      ]
    : [];
  const table = await measureTable(
    {
      title: `extract a ${type}, ${mebibytes} MiB, cached`,
      unit: "MB/s",
      anchors: [copying[0]?.name ?? Extract],
      contenders: [
        ...copying,
        extracting(Extract, image, target),
        extracting(ExtractNowhere, image),
      ],
    },
    rounds,
  );
  rmSync(target, { force: true });
  const speed = judge(
    {
      id: "P3",
      statement: "extract to a new file vs dd bs=1M copying the image",
      comparison: "at least",
      threshold: 0.65,
      unit: "x",
    },
    ratioOf(table, Extract, Copy) ?? { skip: "dd not installed" },
  );
  say("image: memory");
  return { table, outcomes: [speed, ...memory(folder, root, image, mebibytes)] };
}

/** Peak memory of the command line above that of an empty script. */
function memory(folder: string, root: string, image: RecordedImage, mebibytes: number): Outcome[] {
  const program = join(root, "packages", "cli", "bin", "floppytape.js");
  const empty = join(root, "tools", "bench", "src", "empty.cjs");
  const jobs: Record<string, readonly string[]> = {
    verify: ["verify", image.path],
    read: ["read", image.path, "0", "--output", join(folder, "extracted")],
  };
  return Object.entries(jobs).map(([name, args]) =>
    judge(
      {
        id: "P5",
        statement: `peak memory of floppytape ${name}, ${mebibytes} MiB image, above an empty script`,
        comparison: "at most",
        threshold: 24,
        unit: "MiB",
      },
      canMeasureMemory()
        ? peakMemoryMiB(folder, program, args) - peakMemoryMiB(folder, empty, [])
        : { skip: "this system has no /proc" },
    ),
  );
}
