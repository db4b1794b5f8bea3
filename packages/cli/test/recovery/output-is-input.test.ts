import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { fileSink } from "../../src/floppytape/byte-sink.js";
import { temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";
import { fillCartridge, tarOf } from "./filled-cartridge.js";

const outer = temporaryFolder();
let folder: string;
const at = (name: string) => join(folder, name);
const map = "0x0 + 1\n0x0 0x8000 +\n";
let image: string;
let before: Buffer;

beforeEach(async () => {
  folder = mkdtempSync(join(outer, "case-"));
  const members = [
    { name: "attic.img", text: "a file on the tape that is called as its image" },
    { name: "latest", type: "symlink" as const, linkname: "attic.img" },
  ];
  image = await fillCartridge(folder, "attic.img", [{ bytes: await tarOf(members) }]);
  before = readFileSync(image);
});

describe("the image that is read is never replaced", () => {
  test.each([
    ["read 0"],
    ["extract --as=tar"],
    ["extract --as=zip"],
    ["extract --as=tar --with SELF"],
    ["report"],
  ])("by %s", async (words) => {
    const [command = "", ...options] = words.split(" ");
    const given = options.map((option) => (option === "SELF" ? image : option));
    const ended = await runInside("floppytape", [
      command,
      image,
      ...given,
      "-o",
      image,
      "--overwrite",
    ]);
    expect(ended).toMatchObject({
      status: 2,
      stderr: `floppytape: ${image}: is what is to be read\n`,
    });
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  test("nor under another name, nor the map beside it", async () => {
    symlinkSync(image, at("link.img"));
    writeFileSync(`${image}.map`, map);
    for (const output of [at("link.img"), `${image}.map`]) {
      const ended = await runInside("floppytape", ["report", image, "-o", output, "--overwrite"]);
      expect(ended.status).toBe(2);
    }
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(readFileSync(`${image}.map`, "utf8")).toBe(map);
  });

  test("nor as the unfinished file of another name", async () => {
    copyFileSync(image, at("copy.img.part"));
    const ended = await runInside("floppytape", ["convert", at("copy.img.part"), at("copy.img")]);
    expect(ended.status).toBe(2);
    expect(readFileSync(at("copy.img.part")).equals(before)).toBe(true);
  });

  test("nor by a file on the tape that has its name, nor with the folder that it is in", async () => {
    const into = await runInside("floppytape", ["extract", image, "-o", folder, "--overwrite"]);
    expect(into).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is what is to be read"),
    });
    expect(readFileSync(image).equals(before)).toBe(true);
    mkdirSync(at("box.part"));
    copyFileSync(image, at("box.part/attic.img"));
    const over = await runInside("floppytape", [
      "extract",
      at("box.part/attic.img"),
      "-o",
      at("box"),
      "--overwrite",
    ]);
    expect(over.status).toBe(2);
    expect(existsSync(at("box.part/attic.img"))).toBe(true);
  });
});

test("what is extracted once more takes the place of the files and links of before", async () => {
  const twice = ["extract", image, "-o", at("files"), "--overwrite"];
  const first = await runInside("floppytape", twice);
  expect(await runInside("floppytape", twice)).toEqual(first);
  expect(first.status).toBe(0);
});

test("an empty folder behind a symbolic link takes the files", async () => {
  mkdirSync(at("elsewhere"));
  symlinkSync(at("elsewhere"), at("link"));
  const { status, stdout } = await runInside("floppytape", ["extract", image, "-o", at("link")]);
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("1 file"),
  });
  expect(readdirSync(at("elsewhere")).sort()).toEqual(["attic.img", "latest"]);
});

test("a name that is too long is one, without a word of the system's calls", async () => {
  const name = at("n".repeat(252));
  const ended = await runInside("floppytape", ["report", image, "-o", name]);
  expect(ended).toMatchObject({ status: 2, stderr: `floppytape: ${name}: name too long\n` });
});

test("of two programs that write one file none gets the name for the bytes of the other", async () => {
  const one = await fileSink(at("result"), { replace: true });
  await one.write(Buffer.from("from the first"));
  const two = await fileSink(at("result"), { replace: true });
  await two.write(Buffer.from("half of"));
  await expect(one.complete()).rejects.toThrow("another program has begun to write it, too");
  await one.discard();
  await two.write(Buffer.from(" the second"));
  await two.complete();
  expect(readFileSync(at("result"), "utf8")).toBe("half of the second");
});
