import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { noise, type ProgramName, temporaryFolder } from "./run-bin.js";
import { type InsideOptions, runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // of a machine that is busy with other things

const folder = temporaryFolder();
const workingFolder = process.cwd();
const parameters = `--format-parameters=${smallParameters}`;

beforeAll(async () => {
  process.chdir(folder);
  await runInside("ftformat", ["-f", "master.img", "-m", "force", parameters]);
});
afterAll(() => process.chdir(workingFolder));

/** Runs a program and presses Ctrl-C when its trace says that this has happened. */
async function interruptedAt(
  word: string,
  name: ProgramName,
  args: readonly string[],
  options: InsideOptions = {},
) {
  const keyboard = new AbortController();
  const ended = await runInside(name, [...args, "--trace=7"], {
    ...options,
    signal: keyboard.signal,
    onTalk: (text) => {
      if (text.includes(word)) keyboard.abort();
    },
  });
  expect(keyboard.signal.aborted, `${word} in ${ended.stderr.slice(-500)}`).toBe(true);
  return ended;
}

test("Ctrl-C while a tape is written: the volume ends there, whole, in the drive and without", async () => {
  copyFileSync("master.img", "written.img");
  const bytes = noise(1_500_000);
  const { status } = await interruptedAt(
    " bytes: 2", // the unit has taken the first pieces
    "floppytape",
    ["write", "sim:written.img"],
    { stdin: bytes },
  );
  expect(status).toBe(130);
  const read = await runInside("floppytape", ["read", "sim:written.img", "0"]);
  expect(read.status).toBe(0);
  const back = Buffer.from(read.stdout, "latin1");
  expect(back.length).toBeGreaterThan(3 * 29696);
  expect(back.length).toBeLessThan(bytes.length);
  expect(Buffer.from(bytes).subarray(0, back.length).equals(back)).toBe(true);
  expect((await runInside("floppytape", ["read", "written.img", "0"])).stdout).toBe(read.stdout);
  expect((await runInside("floppytape", ["verify", "sim:written.img"])).status).toBe(0);
});

test.each(["format.track: formatting track 5", "format.verified"])(
  "Ctrl-C while a cartridge is formatted, at %s: the image is as it was",
  async (word) => {
    copyFileSync("master.img", "formatted.img");
    await runInside("floppytape", ["write", "formatted.img"], { stdin: noise(40_000) });
    const before = readFileSync("formatted.img");
    const { status } = await interruptedAt(word, "ftformat", ["-f", "sim:formatted.img", "--yes"]);
    expect(status).toBe(130);
    expect(readFileSync("formatted.img").equals(before)).toBe(true);
    expect(readdirSync(".").filter((name) => /new|lock/.test(name))).toEqual([]);
  },
);

test("Ctrl-C while a new cartridge is formatted leaves no file", async () => {
  const args = ["-f", "sim:fresh.img", "-m", "force", parameters];
  const { status } = await interruptedAt("format.track: formatting track 3", "ftformat", args);
  expect(status).toBe(130);
  expect(existsSync("fresh.img")).toBe(false);
});

test("Ctrl-C while a volume is read or verified: it ends, and the tape can be used again", async () => {
  copyFileSync("master.img", "read.img");
  await runInside("floppytape", ["write", "read.img"], { stdin: noise(1_500_000) });
  for (const args of [
    ["read", "sim:read.img", "0", "-o", "out"],
    ["verify", "sim:read.img"],
  ]) {
    const { status } = await interruptedAt("segment 5 read", "floppytape", args);
    expect(status).toBe(130);
    expect(existsSync("out")).toBe(false);
    expect(existsSync("read.img.lock")).toBe(false);
  }
  expect((await runInside("floppytape", ["verify", "sim:read.img"])).status).toBe(0);
});
