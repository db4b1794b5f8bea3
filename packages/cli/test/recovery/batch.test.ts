import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeCartridge } from "../cartridge-fixture.js";
import { temporaryFolder } from "../run-bin.js";
import { type InsideOptions, runInside } from "../run-inside.js";
import { fillCartridge, tarOf } from "./filled-cartridge.js";

const folder = temporaryFolder();
const master = join(folder, "master");
let images: string;
let out: string;
let runs = 0;

beforeAll(async () => {
  mkdirSync(join(master, "shelf", "box"), { recursive: true });
  placeCartridge(master, "crc-dead"); // with a map beside it
  const tar = await tarOf([{ name: "letters/ada.txt", text: "Dear Ada\n" }]);
  await fillCartridge(join(master, "shelf"), "secret plans.img", [{ bytes: tar }]);
  writeFileSync(join(master, "shelf/box/set.tar.gz"), gzipSync(tar));
  writeFileSync(join(master, "README.txt"), "These are the cartridges.\n".repeat(5000));
  writeFileSync(join(master, "half.img.part"), new Uint8Array(65536));
});

beforeEach(() => {
  images = join(folder, `images-${++runs}`);
  cpSync(master, images, { recursive: true, preserveTimestamps: true });
  out = join(folder, `out-${runs}`);
});

const batch = (options: readonly string[] = [], inside: InsideOptions = {}) =>
  runInside("floppytape", ["batch", images, "-o", out, ...options], inside);
const done = (stderr: string) =>
  [...stderr.matchAll(/: \d+ of \d+: (.*)$/gm)].map(([, one]) => one);
const all = ["README.txt", "crc-dead.img", "shelf/box/set.tar.gz", "shelf/secret plans.img"];

describe("batch", () => {
  test("does every image of a folder, and sums up", async () => {
    const { status, stdout, stderr } = await batch();
    expect(stderr.match(/^floppytape: \d of 4: /gm)).toHaveLength(4);
    expect(status).toBe(3);
    expect(done(stderr)).toEqual(all);
    expect(stdout).toMatch(/^Volumes {2}Files +Read {2}Corrected +Lost {2}Status {2}Kind +Image$/m);
    expect(stdout).toMatch(/ 33792 {2}lost .*crc-dead\.img$/m);
    expect(stdout).toMatch(/ 0 {2}whole .*shelf\/secret plans\.img$/m);
    expect(stdout).toMatch(/^1 other file, nothing that is known$/m);
    for (const name of all.slice(1))
      expect(readdirSync(join(out, name)).sort()).toEqual([
        "files",
        "files.txt",
        "report.html",
        "report.json",
      ]);
    const ada = join(out, "shelf/secret plans.img/files/letters/ada.txt");
    expect(readFileSync(ada, "utf8")).toBe("Dear Ada\n");
    const csv = readFileSync(join(out, "summary.csv"), "utf8").split("\r\n");
    expect(csv[0]).toMatch(/^image,status,kind,/);
    expect(csv.slice(1, -1).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["README.txt", "skipped"],
      ["crc-dead.img", "lost"],
      ["shelf/box/set.tar.gz", "whole"],
      ["shelf/secret plans.img", "whole"],
    ]);
    expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))).toMatchObject({
      whole: 2,
      lost: 1,
      skipped: 1,
      failed: 0,
      files: 3,
    });
  });

  test("does nothing twice, but what has changed", async () => {
    const first = await batch();
    const again = await batch();
    expect(again).toMatchObject({ status: 3, stdout: first.stdout, stderr: "" });
    utimesSync(join(images, "shelf/secret plans.img"), new Date(), new Date());
    expect(done((await batch()).stderr)).toEqual(["shelf/secret plans.img"]);
    rmSync(join(out, "crc-dead.img"), { recursive: true });
    expect(done((await batch()).stderr)).toEqual(["crc-dead.img"]);
    expect(done((await batch(["--restart"])).stderr)).toEqual(all);
    expect(done((await batch(["--report-only"])).stderr)).toEqual(all);
    expect(existsSync(join(out, "crc-dead.img/files"))).toBe(false);
  });

  test("images whose results would share a folder have their own, also when one comes later", async () => {
    const place = async (name: string) => {
      const tar = await tarOf([{ name: "which.txt", text: name }]);
      writeFileSync(join(images, name), tar);
    };
    await place("tape?1.tar");
    await batch();
    await place("tape:1.tar"); // comes first by name, and takes the folder
    await batch();
    const rows = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")).images;
    const found = rows.flatMap(({ image, output }: { image: string; output: string }) =>
      image.startsWith("tape")
        ? [[image, readFileSync(join(out, output, "files/which.txt"), "utf8")]]
        : [],
    );
    expect(found).toEqual([
      ["tape:1.tar", "tape:1.tar"],
      ["tape?1.tar", "tape?1.tar"],
    ]);
  });

  test("does an image again whose map has changed", async () => {
    await batch();
    utimesSync(join(images, "crc-dead.img.map"), new Date(), new Date());
    expect(done((await batch()).stderr)).toEqual(["crc-dead.img"]);
  });

  test("names that are formulas to a spreadsheet are text in the table", async () => {
    const tar = await tarOf([{ name: "a", text: "b" }]);
    writeFileSync(join(images, '=HYPERLINK("x").tar'), tar);
    await batch();
    const csv = readFileSync(join(out, "summary.csv"), "utf8");
    expect(csv).toContain(`"'=HYPERLINK(""x"").tar",whole`);
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  test("goes on after it was killed", async () => {
    const whole = await batch();
    // What a run leaves that is killed while it writes: half results, a line cut off, results without a line.
    const log = join(out, "batch.jsonl");
    const lines = readFileSync(log, "utf8").split("\n");
    writeFileSync(log, lines.slice(0, 2).join("\n"));
    appendFileSync(log, `\n${lines[2]?.slice(0, 50)}`);
    mkdirSync(join(out, "shelf/secret plans.img.part/files"), { recursive: true });
    writeFileSync(join(out, "shelf/secret plans.img.part/files/half"), "");
    const again = await batch();
    expect(done(again.stderr)).toEqual(all.slice(2));
    expect(again.stdout).toBe(whole.stdout);
    expect(readdirSync(join(out, "shelf")).sort()).toEqual(["box", "secret plans.img"]);
    expect((await batch()).stderr).toBe("");
  });

  test("stopped by Ctrl-C keeps what is complete, and goes on", async () => {
    const stop = new AbortController();
    const onTalk = (text: string) => {
      if (text.includes("set.tar.gz")) stop.abort();
    };
    const stopped = await batch([], { signal: stop.signal, onTalk });
    expect(stopped.status).toBe(130);
    expect(existsSync(join(out, "crc-dead.img/report.html"))).toBe(true);
    expect(
      readdirSync(out, { recursive: true }).filter((name) => /part$/.test(String(name))),
    ).toEqual([]);
    expect(done((await batch()).stderr)).toEqual(all.slice(2));
  });

  test("an image that fails stops no other", async () => {
    writeFileSync(join(images, "crc-dead.img.map"), "this is no map\n");
    const { status, stdout } = await batch();
    expect(status).toBe(2);
    expect(stdout).toMatch(/ failed {2}- +crc-dead\.img: .*map/m);
    expect(stdout).toMatch(/ whole .*secret plans\.img$/m);
    rmSync(join(images, "crc-dead.img.map"));
    expect(done((await batch()).stderr)).toEqual(["crc-dead.img"]); // tried again
  });

  test("--private tells no names", async () => {
    const { stdout, stderr } = await batch(["--private"]);
    const reports = ["summary.csv", "summary.json", "shelf/secret plans.img/report.html"];
    const texts = reports.map((name) => readFileSync(join(out, name), "utf8"));
    const files = readFileSync(join(out, "shelf/secret plans.img/files.txt"), "utf8");
    for (const text of [stdout, stderr, files, ...texts])
      expect(text).not.toMatch(/secret|letters|ada\.txt/);
  });

  test("the output may lie in the folder, and names of its own are not taken", async () => {
    out = join(images, "results");
    const tar = await tarOf([{ name: "a", text: "b" }]);
    writeFileSync(join(images, "summary.csv"), tar);
    await batch();
    expect(existsSync(join(out, "summary~1.csv/files/a"))).toBe(true);
    const again = await batch();
    expect(again.stderr).toBe("");
    expect(again.stdout).not.toContain("results");
  });

  test.each([
    ["a folder that is not there", ["batch", "NONE", "-o", "OUT"], /no such file/],
    [
      "a folder with other things",
      ["batch", "IN", "-o", "IN"],
      /is not empty and has no batch\.jsonl/,
    ],
    ["no output", ["batch", "IN"], /--output is missing/],
  ])("%s is refused", async (_, words, message) => {
    const names: Record<string, string> = { NONE: join(folder, "none"), IN: images, OUT: out };
    const refused = await runInside(
      "floppytape",
      words.map((word) => names[word] ?? word),
    );
    expect(refused.stderr).toMatch(message);
    expect(refused.status).toBeGreaterThan(0);
  });

  test("results of others are not removed", async () => {
    await batch();
    rmSync(join(out, "crc-dead.img"), { recursive: true });
    mkdirSync(join(out, "crc-dead.img"));
    writeFileSync(join(out, "crc-dead.img/mine"), "");
    const { status, stdout } = await batch(["--restart"]);
    expect(status).toBe(2);
    expect(stdout).toMatch(/crc-dead\.img: .*holds no results of an earlier run$/m);
    expect(readdirSync(join(out, "crc-dead.img"))).toEqual(["mine"]);
  });
});
