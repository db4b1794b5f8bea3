// What `npm start`, `npm test` and other root scripts run first: installs the dependencies when the
// lockfile changed since the last time and, with --cli, builds the command-line programs when one of
// their sources did. Imports only node: modules, because a fresh clone has nothing else.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Prints what went wrong and what to do about it, and ends the process. */
function giveUp(message) {
  console.error(`bootstrap: ${message}`);
  process.exit(1);
}

function checkNodeVersion() {
  const wanted = manifest.engines.node.replace(">=", "");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
    giveUp(
      `this is Node ${process.versions.node} (${process.execPath}); floppytape needs Node ${wanted} or later, ` +
        "see https://nodejs.org/",
    );
}

/** Runs a program from `folder`; its output is talk, so that all of it goes to standard error. */
function run(what, folder, program, ...args) {
  const { status, error } = spawnSync(program, args, {
    cwd: folder,
    stdio: ["ignore", 2, 2],
    // npx is a script that only a shell can start on Windows; no argument here needs quoting
    shell: process.platform === "win32" && program !== process.execPath,
  });
  if (error) giveUp(`${what} failed: cannot run ${program}: ${error.message}`);
  if (status !== 0) giveUp(`${what} failed, see above (exit status ${status ?? "unknown"})`);
}

const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/** All files under the given files and folders (paths from the root), sorted. */
function filesUnder(paths) {
  return paths
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
    )
    .sort();
}

function digestOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

function installDependencies() {
  const stamp = join(root, "node_modules", ".floppytape-lockfile");
  const lockfile = join(root, "pnpm-lock.yaml");
  const digest = digestOf([lockfile]);
  if (read(stamp) === digest) return;
  // pnpm's own record of what it installed: somebody ran `pnpm install` by hand
  const installed = read(join(root, "node_modules", ".pnpm", "lock.yaml"));
  if (installed !== readFileSync(lockfile, "utf8")) {
    const { packageManager } = manifest;
    console.error(`bootstrap: installing the dependencies with ${packageManager}`);
    const install = ["install", "--frozen-lockfile", "--config.confirm-modules-purge=false"];
    run("installing the dependencies", root, "npx", "--yes", packageManager, ...install);
  }
  writeFileSync(stamp, digest);
}

function buildPrograms() {
  const stamp = join(root, "node_modules", ".floppytape-programs");
  const folder = join(root, "packages", "cli");
  const inputs = [
    ...readdirSync(join(root, "packages")).flatMap((name) => filesUnder([`packages/${name}/src`])),
    ...filesUnder(["packages/cli/bin"]),
    ...["package.json", "tsconfig.json", "tsup.config.ts"].map((name) => join(folder, name)),
    join(root, "tsconfig.base.json"),
    join(root, "pnpm-lock.yaml"),
  ];
  // the outputs count too: another build may have replaced them meanwhile
  const state = () => `${digestOf(inputs)} ${digestOf(filesUnder(["packages/cli/dist"]))}`;
  if (read(stamp) === state()) return;
  console.error("bootstrap: building the command-line programs");
  const tsup = createRequire(join(folder, "package.json")).resolve("tsup/package.json");
  const bin = join(dirname(tsup), JSON.parse(readFileSync(tsup, "utf8")).bin.tsup);
  run("building packages/cli", folder, process.execPath, bin, "--silent");
  writeFileSync(stamp, state());
}

checkNodeVersion();
installDependencies();
if (process.argv.includes("--cli")) buildPrograms();
