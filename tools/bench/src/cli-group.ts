/** The command line: cold start, size of its files, memory. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { withFolder } from "./image-file.js";
import { runScript } from "./node-process.js";
import { measureTable, type ResultTable } from "./result-table.js";
import type { Contender } from "./rounds.js";

const Floor = "node, empty script";

/** The goal names two releases of Node; later ones start faster. */
const startMs = () => (Number(process.versions.node.split(".")[0]) >= 22 ? 10 : 12);

/** Every script of the built command line with its size in bytes. */
export function bundledFiles(root: string): { name: string; bytes: number }[] {
  const dist = join(root, "packages", "cli", "dist");
  return readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?js$/.test(name))
    .map((name) => ({ name, bytes: statSync(join(dist, name)).size }))
    .sort((a, b) => b.bytes - a.bytes);
}

export const LargestFileBytes = 150_000;

export function cliGroup({ rounds, quick, root, say }: BenchContext): Promise<GroupReport> {
  return withFolder(async (folder) => {
    const bin = (name: string) => join(root, "packages", "cli", "bin", `${name}.js`);
    const image = join(folder, "cartridge.img");
    const empty = join(root, "tools", "bench", "src", "empty.cjs");
    runScript(bin("floppytape"), ["format", image, "--cartridge=qic80-307"]);

    const script = (name: string, path: string, args: readonly string[]): Contender => ({
      name,
      amount: 1,
      run: () => runScript(path, args),
    });
    const programs = [
      script("ftmt -f IMAGE status", bin("ftmt"), ["-f", image, "status"]),
      script("vtblc -f IMAGE", bin("vtblc"), ["-f", image]),
      script("listtape -f IMAGE", bin("listtape"), ["-f", image]),
      script("floppytape ls IMAGE", bin("floppytape"), ["ls", image]),
      script("floppytape --help", bin("floppytape"), ["--help"]),
    ];
    say("cli: cold start");
    const table = await measureTable(
      {
        title: "from start to end",
        unit: "ms",
        anchors: [Floor],
        contenders: [script(Floor, empty, []), ...programs],
      },
      { ...rounds, rounds: quick ? 5 : 15, minimumMs: 1 },
    );
    const files = bundledFiles(root);
    const largest = files[0] as { name: string; bytes: number };
    const outcomes = [
      ...programs.slice(0, 3).map(({ name }) =>
        judge(
          {
            id: "C1",
            statement: `${name}, more than an empty script`,
            comparison: "at most",
            threshold: startMs(),
            unit: "ms",
          },
          excess(table, name),
        ),
      ),
      judge(
        {
          id: "C2",
          statement: `largest file of the command line, ${largest.name}`,
          comparison: "at most",
          threshold: LargestFileBytes / 1000,
          unit: "KB",
        },
        largest.bytes / 1000,
      ),
    ];
    const grid = {
      title: "files of the command line",
      columns: ["bytes"],
      rows: files.map(({ name, bytes }) => [name, bytes.toLocaleString("en-US")]),
    };
    return { tables: [table], grids: [grid], outcomes, notes: [] };
  });
}

/** By how much a row's median is above the floor's. */
function excess({ rows }: ResultTable, name: string): number {
  const medianOf = (wanted: string) =>
    rows.find((row) => row.name === wanted)?.median ?? Number.NaN;
  return medianOf(name) - medianOf(Floor);
}
