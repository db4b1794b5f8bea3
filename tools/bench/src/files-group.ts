/** Files out of whole images, by the command line: how fast, and in how much memory. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { judge, type Outcome } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { withFolder } from "./image-file.js";
import { canMeasureMemory, peakMemoryMiB, runScript } from "./node-process.js";
import { filter, findProgram } from "./programs.js";
import { type FileImage, recordFileSet, recordTar } from "./recorded-files.js";
import { measureTable, ratioOf } from "./result-table.js";
import type { Contender } from "./rounds.js";

const Copy = "dd bs=1M to a new file";
const Tar = "extract a tar volume";
const FileSet = "extract a QIC-113 set";
const CompressedSet = "extract a compressed QIC-113 set";

export function filesGroup(context: BenchContext): Promise<GroupReport> {
  const { rounds, quick, root, say } = context;
  return withFolder(async (folder) => {
    const type = quick ? "qic80-307" : "qic3010-1000";
    say("files: recording cartridges");
    const tar = await recordTar(join(folder, "tar.img"), type);
    const plain = await recordFileSet(join(folder, "set.img"), type, false);
    const packed = await recordFileSet(join(folder, "packed.img"), type, true);

    say("files: extraction");
    const target = join(folder, "extracted");
    const program = join(root, "packages", "cli", "bin", "floppytape.js");
    const extracting = (name: string, { path, imageBytes, fileCount }: FileImage): Contender => ({
      name,
      amount: imageBytes,
      run: () => {
        rmSync(target, { recursive: true, force: true });
        runScript(program, ["extract", path, "--output", target]);
        requireFiles(target, fileCount);
      },
    });
    const dd = findProgram("dd");
    const copying: Contender[] = dd ? [copy(dd, tar, target)] : [];
    const mebibytes = Math.round(tar.imageBytes / 2 ** 20);
    const table = await measureTable(
      {
        title: `files of a ${type}, ${mebibytes} MiB, cached`,
        unit: "MB/s",
        anchors: [copying[0]?.name ?? Tar],
        contenders: [
          ...copying,
          extracting(Tar, tar),
          extracting(FileSet, plain),
          extracting(CompressedSet, packed),
        ],
        notes: ["MB are those of the image, whatever is in it"],
      },
      { ...rounds, minimumMs: 1 },
    );
    rmSync(target, { recursive: true, force: true });
    const speeds = [Tar, FileSet].map((name) =>
      judge(
        {
          id: "P3",
          statement: `${name} to a folder vs dd bs=1M copying the image`,
          comparison: "at least",
          threshold: 0.65,
          unit: "x",
        },
        ratioOf(table, name, Copy) ?? { skip: "dd not installed" },
      ),
    );
    say("files: memory");
    const peaks = memory(folder, root, program, { tar, plain, packed }, mebibytes);
    return { tables: [table], grids: [], outcomes: [...speeds, ...peaks], notes: [] };
  });
}

function copy(dd: string, { path, imageBytes }: FileImage, target: string): Contender {
  return {
    name: Copy,
    amount: imageBytes,
    run: () => {
      rmSync(target, { recursive: true, force: true });
      filter(dd, [`if=${path}`, `of=${target}`, "bs=1M", "status=none"], new Uint8Array(0));
    },
  };
}

function requireFiles(folder: string, fileCount: number): void {
  const count = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;
  if (count !== fileCount) throw new Error(`${count} of ${fileCount} files were extracted`);
}

/** Peak memory of the command line above that of an empty script. */
function memory(
  folder: string,
  root: string,
  program: string,
  { tar, plain, packed }: Record<"tar" | "plain" | "packed", FileImage>,
  mebibytes: number,
): Outcome[] {
  const empty = join(root, "tools", "bench", "src", "empty.cjs");
  const output = (name: string) => ["--output", join(folder, name)];
  const jobs: readonly (readonly [name: string, args: readonly string[]])[] = [
    ["extract of a tar volume", ["extract", tar.path, ...output("out-tar")]],
    ["extract of a QIC-113 set", ["extract", plain.path, ...output("out-set")]],
    ["extract of a compressed QIC-113 set", ["extract", packed.path, ...output("out-packed")]],
    ["report", ["report", tar.path, ...output("report.html")]],
    ["convert", ["convert", tar.path, join(folder, "converted"), "--to=data"]],
  ];
  return jobs.map(([name, args]) =>
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
