import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeCartridge } from "../cartridge-fixture.js";
import { temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const workingFolder = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(workingFolder));

const pack = (image: string, ...options: string[]) =>
  runInside("floppytape", ["package", image, ...options]);
const filesIn = (root: string) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();
const linesOf = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1);

test("a bag has all that the standard asks for, and nothing that no manifest names", async () => {
  const image = placeCartridge(folder, "crc-dead");
  expect(await pack(image)).toMatchObject({
    status: 3,
    stderr: "",
    stdout: expect.stringMatching(/^crc-dead\.img\.bag: 1 file in 1 volume, .* [1-9]\d* lost\n$/),
  });
  const bag = "crc-dead.img.bag";
  expect(readdirSync(bag).sort()).toEqual([
    "bag-info.txt",
    "bagit.txt",
    "data",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
  ]);
  const payload = filesIn(join(bag, "data")).map((name) => `data/${name}`);
  expect(payload).toEqual([
    "data/files/volume-000",
    "data/image/crc-dead.img",
    "data/image/crc-dead.img.map",
    "data/report/dfxml.xml",
    "data/report/log.txt",
    "data/report/report.html",
    "data/report/report.json",
  ]);
  for (const algorithm of ["sha256", "sha512"])
    for (const [manifest, paths] of [
      ["manifest", payload],
      ["tagmanifest", ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]],
    ] as const)
      expect(linesOf(join(bag, `${manifest}-${algorithm}.txt`))).toEqual(
        paths.map((path) => {
          const hash = createHash(algorithm).update(readFileSync(join(bag, path)));
          return `${hash.digest("hex")}  ${path}`;
        }),
      );
  const bytes = payload.reduce((sum, path) => sum + statSync(join(bag, path)).size, 0);
  expect(linesOf(join(bag, "bag-info.txt"))).toEqual([
    "Bagging-Date: 1994-11-06",
    expect.stringMatching(/^Bag-Software-Agent: floppytape \d/),
    "External-Identifier: crc-dead.img",
    expect.stringMatching(/^External-Description: .+, labelled CRC DEAD$/),
    `Payload-Oxum: ${bytes}.${payload.length}`,
  ]);
  for (const name of [image, `${image}.map`])
    expect(readFileSync(join(bag, "data/image", name)).equals(readFileSync(name))).toBe(true);
});

test("the log lists what is lost", () => {
  const log = readFileSync("crc-dead.img.bag/data/report/log.txt", "utf8");
  expect(log).toMatch(/^volume-000: lost: bytes \d+ to \d+, \d+ bytes$/m);
});

test("what stands under the name is never touched", async () => {
  const image = placeCartridge(folder, "fmt6");
  mkdirSync("taken");
  expect(await pack(image, "-o", "taken")).toMatchObject({
    status: 2,
    stderr: "floppytape: taken: exists already\n",
  });
  expect(readdirSync("taken")).toEqual([]);
  mkdirSync("half.part");
  expect(await pack(image, "-o", "half")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("half.part: is there already, perhaps from a run"),
  });
});

test("a run that is stopped leaves nothing", async () => {
  const image = placeCartridge(folder, "var-multi");
  const ended = await runInside("floppytape", ["package", image, "-o", "stopped"], {
    signal: AbortSignal.abort(),
  });
  expect(ended.status).toBe(130);
  expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
});

test("JSON says what the bag holds, and with --private no name", async () => {
  const image = placeCartridge(folder, "dos-volumes");
  const ended = await pack(image, "--json", "--private", "-o", "bag");
  expect(JSON.parse(ended.stdout)).toEqual({
    bag: "bag",
    byteCount: expect.any(Number),
    fileCount: 9,
    volumes: 4,
    read: expect.any(Number),
    corrected: 0,
    lost: 0,
    unverified: 0,
  });
  expect(ended.stdout).not.toContain("dos-volumes");
  expect(existsSync("bag/data/image/dos-volumes.img")).toBe(true);
});
