/** `npm run bench -- [group...] [--quick] [--peers] [--json FILE] [--check]` */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cliGroup } from "./cli-group.js";
import { crossGroup } from "./cross-group.js";
import { eccGroup } from "./ecc-group.js";
import { environment, load } from "./environment.js";
import { filesGroup } from "./files-group.js";
import type { Outcome } from "./goal.js";
import type { Group, GroupReport } from "./group.js";
import { imageGroup } from "./image-group.js";
import { lzGroup } from "./lz-group.js";
import { lzsGroup } from "./lzs-group.js";
import { compileRonomon } from "./peers.js";
import { goalKey, goalText, gridText, tableText } from "./print.js";
import { simGroup } from "./sim-group.js";
import { streamGroup } from "./stream-group.js";

const groups: Record<string, Group> = {
  ecc: eccGroup,
  cross: crossGroup,
  lz: lzGroup,
  lzs: lzsGroup,
  image: imageGroup,
  files: filesGroup,
  sim: simGroup,
  stream: streamGroup,
  cli: cliGroup,
};

// the bundle lies in tools/bench/dist
const root = fileURLToPath(new URL("../../../", import.meta.url));
const releaseFile = join(root, "tools", "bench", "results", "release.json");
const usage = `usage: npm run bench -- [${Object.keys(groups).join("] [")}] [--quick] [--peers] [--json FILE] [--check]`;

interface Results {
  readonly groups: Record<string, GroupReport>;
}

/** The values of the last release, for a column of their own. */
function releaseValues(): Map<string, number> {
  if (!existsSync(releaseFile)) return new Map();
  const { groups: reports } = JSON.parse(readFileSync(releaseFile, "utf8")) as Results;
  return new Map(
    Object.values(reports)
      .flatMap((report) => report.outcomes)
      .flatMap((outcome) =>
        outcome.value === undefined ? [] : [[goalKey(outcome), outcome.value] as const],
      ),
  );
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        peers: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        json: { type: "string" },
      },
    });
    const unknown = positionals.filter((name) => !(name in groups));
    if (unknown.length > 0) throw new Error(`no such group: ${unknown.join(", ")}`);
    return { ...values, names: positionals.length > 0 ? positionals : Object.keys(groups) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(1);
  }
}

const { quick, peers, check, json, names } = readArguments();
const say = (line: string) => console.error(line);
if (peers) compileRonomon(root, say);

const machine = environment();
const loadBefore = load();
console.log(
  `${machine.cpu}, ${machine.cores} cores [${machine.cpuFeatures.join(" ")}], ${machine.system}, ` +
    `Node ${machine.node}, V8 ${machine.v8}, load ${loadBefore.toFixed(2)}${quick ? ", quick" : ""}`,
);

const rounds = quick ? { rounds: 3, minimumMs: 5 } : { rounds: 7, minimumMs: 20 };
const reports: Record<string, GroupReport> = {};
for (const name of names) {
  const report = await (groups[name] as Group)({ rounds, quick, root, say });
  reports[name] = report;
  console.log(`\n== ${name} ==`);
  for (const table of report.tables) console.log(`\n${tableText(table)}`);
  for (const grid of report.grids) console.log(`\n${gridText(grid)}`);
  if (report.notes.length > 0) console.log(`\n${report.notes.join("\n")}`);
}

const byId = new Intl.Collator("en", { numeric: true });
const outcomes: Outcome[] = Object.values(reports)
  .flatMap((report) => report.outcomes)
  .sort((a, b) => byId.compare(a.id, b.id));
console.log(`\n== goals ==\n\n${goalText(outcomes, releaseValues())}`);
const failed = outcomes.filter(({ verdict }) => verdict === "FAIL").length;
const skipped = outcomes.filter(({ verdict }) => verdict === "SKIP").length;
console.log(`\n${outcomes.length} goals: ${failed} failed, ${skipped} skipped`);

if (json !== undefined) {
  const results = { machine, loadBefore, loadAfter: load(), quick, groups: reports };
  writeFileSync(resolve(json), `${JSON.stringify(results, undefined, 2)}\n`);
}
if (check && failed > 0) process.exitCode = 1;
