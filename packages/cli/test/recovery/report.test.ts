import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifestOf, placeCartridge } from "../cartridge-fixture.js";
import { temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const workingFolder = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(workingFolder));

test("a cartridge that was read gets a page beside it, and status 0", async () => {
  const image = placeCartridge(folder, "q40-205");
  const ended = await runInside("floppytape", ["report", image]);
  expect(ended).toMatchObject({
    status: 0,
    stderr: "",
    stdout: expect.stringMatching(
      /^q40-205\.img\.html: \d+ files? in \d+ volumes?, \d+ bytes: \d+ read, 0 corrected, 0 lost\n$/,
    ),
  });
  expect(readFileSync("q40-205.img.html", "utf8")).toMatch(/^<!doctype html>/);
});

test("what the recorded driver could not read is lost, or corrected without a check", async () => {
  const image = placeCartridge(folder, "crc-dead");
  const ended = await runInside("floppytape", ["report", image, "--json"]);
  expect(ended.status).toBe(3);
  const report = JSON.parse(ended.stdout);
  const having = (state: string) =>
    [...report.segments].flatMap((one, segment) => (one === state ? [segment] : []));
  // Segment 12 has three unreadable sectors and a wrong one: parity cannot tell, and the report says so.
  expect(having("L")).toEqual([6, 9]);
  expect(having("u")).toEqual([12]);
  expect(manifestOf("crc-dead").unrecoverableSegments).toEqual([6, 9, 12]);
  expect(report.account.unverified).toBeGreaterThan(0);
  expect(report.account.lost).toBeGreaterThan(0);
  expect(report.volumes[0].entries[0].grade).toBe("holes");
  expect(report.source).toMatchObject({
    name: image,
    sha256: createHash("sha256").update(readFileSync(image)).digest("hex"),
    sha512: createHash("sha512").update(readFileSync(image)).digest("hex"),
  });
  // JSON is all that was asked for.
  expect(existsSync(`${image}.html`)).toBe(false);
});

test("the hash of a volume is that of what the original driver read", async () => {
  const image = placeCartridge(folder, "z-norm");
  const report = JSON.parse((await runInside("floppytape", ["report", image, "--json"])).stdout);
  expect(report.volumes.map(({ sha256 }: { sha256: string }) => sha256)).toEqual(
    manifestOf("z-norm").payloads.map(({ sha256 }) => sha256),
  );
});

test("an image without parity gives the same files, and says that nothing vouches for them", async () => {
  const image = placeCartridge(folder, "z-norm");
  const report = async (path: string) =>
    JSON.parse((await runInside("floppytape", ["report", path, "--json"])).stdout);
  await runInside("floppytape", ["convert", image, "data.dump", "--to", "data"]);
  const [before, after] = [await report(image), await report("data.dump")];
  expect(before.source).toMatchObject({ kind: "cartridge image", parityStored: true });
  expect(after.source.parityStored).toBe(false);
  expect(after.volumes.map(({ sha256 }: { sha256: string }) => sha256)).toEqual(
    before.volumes.map(({ sha256 }: { sha256: string }) => sha256),
  );
  expect(before.account.unverified).toBe(0);
  const { read, corrected, unverified } = after.account;
  expect(unverified).toBe(read + corrected);
});

test("a private report has neither the image's name nor a label", async () => {
  const image = placeCartridge(folder, "dos-volumes");
  const options = ["--private", "--json", "-o", "private.html"];
  const ended = await runInside("floppytape", ["report", image, ...options]);
  expect(ended.status).toBe(0);
  for (const text of [ended.stdout, readFileSync("private.html", "utf8")])
    expect(text).not.toMatch(/dos-volumes|WINDOWS 95|CMS TAPE/);
});

test("a page that is there is replaced only when that was asked for", async () => {
  const image = placeCartridge(folder, "fmt6");
  expect((await runInside("floppytape", ["report", image])).status).toBe(0);
  expect(await runInside("floppytape", ["report", image])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("exists already; --overwrite replaces it"),
  });
  expect((await runInside("floppytape", ["report", image, "--overwrite"])).status).toBe(0);
});

test("a run that is stopped leaves nothing under the name, nor beside it", async () => {
  const image = placeCartridge(folder, "var-multi");
  const signal = AbortSignal.abort();
  expect((await runInside("floppytape", ["report", image], { signal })).status).toBe(130);
  const left = readdirSync(folder).filter((name) => name.startsWith(`${basename(image)}.`));
  expect(left.filter((name) => /html|part/.test(name))).toEqual([]);
});
