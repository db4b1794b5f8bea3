import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run, temporaryFolder } from "./run-bin.js";
import { formatSmall } from "./small-cartridge.js";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);
const MaxFileBytes = 150 * 1000;

test("no file of the programs is larger than 150 KB", () => {
  expect(files.length).toBeGreaterThan(5);
  for (const name of files)
    expect(statSync(dist + name).size, name).toBeLessThanOrEqual(MaxFileBytes);
});

const { dependencies } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

test("the programs need nothing but Node and the libraries that are installed with them", () => {
  const known = Object.keys(dependencies);
  for (const name of files) {
    const text = readFileSync(dist + name, "utf8");
    const imports = [...text.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, from]) => from);
    const others = imports.filter((from = "") => !/^(?:\.\/|node:)/.test(from));
    for (const from of others) expect(known, `${from} in ${name}`).toContain(from);
  }
});

test.each(["floppytape", "ftmt", "ftformat", "vtblc", "listtape"])(
  "%s answers --help from a few small files",
  (program) => {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      const text = readFileSync(`${dist}${program}/${name}`, "utf8");
      for (const [, from] of text.matchAll(/[=;,]require\("\.\/([^"]+)"\)/g)) visit(from ?? "");
    };
    visit("main.js");
    const bytes = [...reached].reduce(
      (sum, name) => sum + statSync(`${dist}${program}/${name}`).size,
      0,
    );
    // floppytape has two dozen commands to name and explain
    expect(bytes).toBeLessThan(program === "floppytape" ? 52_000 : 40_000);
  },
);

const folder = temporaryFolder();
formatSmall(folder, "tape.img");
writeFileSync(
  join(folder, "loaded.cjs"),
  "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));\n",
);

test.each([
  ["ftmt", ["-f", "tape.img", "status"]],
  ["listtape", ["-f", "tape.img"]],
  ["vtblc", ["-f", "tape.img"]],
  ["floppytape", ["ls", "tape.img"]],
] as const)("%s loads few files, and nothing of the drive, for an image", (program, args) => {
  const loaded = (device: string) => {
    const words = args.map((word) => word.replace("tape.img", device));
    const env = { NODE_OPTIONS: "--require ./loaded.cjs" };
    const { stderr } = run(folder, program, words, { env });
    const names = stderr.split("\n");
    expect(names.filter((name) => name.includes("node_modules"))).toEqual([]);
    return names.filter((name) => name.includes("dist"));
  };
  const isOfDrive = (name: string) => readFileSync(name, "utf8").includes("phantom-select");
  const plain = loaded("tape.img");
  expect(plain.length).toBeLessThan(program === "floppytape" ? 28 : 16);
  expect(plain.filter(isOfDrive)).toEqual([]);
  expect(loaded("sim:tape.img").filter(isOfDrive)).not.toEqual([]);
});
