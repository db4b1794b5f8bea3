// The main job as a terminal session: format a cartridge image, back up twice, damage it, restore, compare.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { damageImage, keepCopy } from "./damage.mjs";
import { heading, output, root, run, say } from "./terminal.mjs";
import { compareTrees, copyTree, digestTree } from "./tree.mjs";

const Folder = "demo";
const Image = "attic.img";
const Seed = 1994;

const began = performance.now();
const folder = join(root, Folder);
const problems = [];

/** Runs a pipeline and remembers any exit status that is not among the expected ones. */
async function step(commands, expected = [0]) {
  const statuses = await run(folder, ...commands);
  const bad = statuses.filter((status) => !expected.includes(status));
  if (bad.length > 0)
    problems.push(`${commands.map((c) => c.join(" ")).join(" | ")}: exit status ${bad.join(", ")}`);
}

function check(what, differences) {
  if (differences.length === 0) return say(`   ${what}: every file has the same SHA-256.`);
  problems.push(...differences.map((line) => `${what}: ${line}`));
  say(`   ${what}: ${differences.length} files differ.`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
copyTree(root, join(folder, "letters"));
const letters = digestTree(join(folder, "letters"));

heading("1. Format a QIC-80 cartridge, 307.5 ft, with some factory-bad sectors");
await step([
  [
    "floppytape",
    "format",
    Image,
    "--cartridge=qic80-307",
    "--label=Letters 1994",
    `--factory-bad=${Seed}`,
  ],
]);

heading(`2. Back up ${letters.size} files twice: plain, then compressed`);
await step([
  ["tar", "-cf", "-", "letters"],
  ["floppytape", "write", Image],
]);
await step([
  ["tar", "-cf", "-", "letters"],
  ["floppytape", "write", Image, "--compress"],
]);

heading("3. What the tools of the time show");
await step([["ftmt", "-f", Image, "status"]]);
await step([["listtape", "-f", Image]]);
await step([["vtblc", "-f", Image]]);

heading("4. Thirty years in an attic");
const volumes = JSON.parse(output(folder, "floppytape", "ls", Image, "--json")).volumes;
keepCopy(join(folder, Image), join(folder, "undamaged.img"));
const damage = damageImage(join(folder, Image), {
  seed: Seed,
  firstSegment: volumes[0].firstSegment,
  lastSegment: volumes.at(-1).lastSegment,
});
say(
  `Damaged ${damage.damagedSegments} segments: ${damage.unreadableSectors} sectors unreadable (the whole first header ` +
    `copy among them), ${damage.silentSectors} more with wrong bytes that nobody marked.`,
);

heading("5. Restore both volumes");
for (const volume of [0, 1]) {
  const target = `restored-${volume}`;
  mkdirSync(join(folder, target));
  await step([
    ["floppytape", "read", Image, String(volume)],
    ["tar", "-xf", "-", "-C", target],
  ]);
  check(`volume ${volume}`, compareTrees(letters, digestTree(join(folder, target, "letters"))));
}

heading("6. The cartridge, track by track");
await step([["floppytape", "map", Image]]);

heading("Try next");
say(`   cd ${Folder}`);
for (const line of [
  `npx floppytape verify ${Image}`,
  `npx floppytape ls ${Image}`,
  `npx floppytape read ${Image} 1 | tar -tvf -`,
  `npx ftmt -f undamaged.img eom && echo hello | npx floppytape write undamaged.img --block-size=variable`,
  `npx vtblc -f undamaged.img --print=tagged`,
  "npx floppytape --help",
])
  say(`   ${line}`);

const seconds = ((performance.now() - began) / 1000).toFixed(1);
if (problems.length > 0) {
  console.error(`\nFAILED after ${seconds} s:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  process.exitCode = 1;
} else {
  say(`\nAll ${letters.size} files came back, twice, in ${seconds} s.`);
}
