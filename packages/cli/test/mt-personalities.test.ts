import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { gnuCalls, stCalls } from "./mt-recorded.js";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

const folder = temporaryFolder();
const image = join(folder, "tape.img");
const plain = join(folder, "plain");

beforeAll(async () => {
  const words = ["-f", image, "-m", "force", `--format-parameters=${smallParameters}`];
  expect((await runInside("ftformat", words)).status).toBe(0);
  for (const blocks of [2, 3])
    await runInside("floppytape", ["write", image], { stdin: new Uint8Array(blocks * 10240) });
  await runInside("ftmt", ["-f", image, "rewind"]);
  writeFileSync(plain, "");
});

for (const [program, cases] of [
  ["mt", gnuCalls],
  ["mt-st", stCalls],
] as const)
  describe(`--as=${program} says what the real one says:`, () => {
    test.each(cases)("%s", async (line, status, stdout, stderr) => {
      const real = (text: string) => text.replaceAll("IMAGE", image).replaceAll("PLAIN", plain);
      const words = line === "" ? [] : real(line).split(" ");
      expect(await runInside("ftmt", [`--as=${program}`, ...words])).toEqual({
        status,
        stdout,
        stderr: real(stderr),
      });
    });
  });

test("status of both", async () => {
  await runInside("ftmt", ["-f", image, "asf", "1"]);
  const gnuStatus = await runInside("ftmt", ["--as", "mt", "-f", image, "status"]);
  expect(gnuStatus.stdout).toMatch(
    /^drive type = \d+\ndrive status = \d+\nsense key error = 0\nresidue count = 0\nfile number = 1\nblock number = 3\n$/,
  );
  const stStatus = await runInside("ftmt", ["--as", "mt-st", "-f", image, "status"]);
  expect(stStatus.stdout).toBe(`qic-117 drive type = 0x0ffff
File number=1, block number=3.
mt_resid: 0, mt_erreg: 0x0
mt_dsreg: 0x${Number(/drive status = (\d+)/.exec(gnuStatus.stdout)?.[1]).toString(16)}, mt_gstat: 0x1000000
General status bits on (1000000):
 ONLINE
`);
});

test("asf, and the operation that fails", async () => {
  expect(await runInside("ftmt", ["--as=mt", "-f", image, "asf", "1"])).toMatchObject({
    status: 0,
  });
  expect(await runInside("ftmt", ["--as=mt", "-f", image, "fsf", "5"])).toEqual({
    status: 2,
    stdout: "",
    stderr: `mt: ${image}: rmtioctl failed: Invalid argument\n`,
  });
  expect(await runInside("ftmt", ["--as=mt-st", "-f", image, "asf"])).toMatchObject({ status: 0 });
  expect(await runInside("ftmt", ["--as=mt-st", "-f", image, "tell"])).toMatchObject({
    stdout: "At block 0.\n",
  });
  const failed = await runInside("ftmt", ["--as=mt-st", "-f", image, "stsetoptions", "two-fms"]);
  expect(failed).toEqual({ status: 2, stdout: "", stderr: `${image}: Invalid argument\n` });
  const unknown = await runInside("ftmt", ["--as=mt-st", "-f", image, "stoptions", "zz"]);
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toMatch(/^Illegal property name 'zz'\.\n/);
});

test("the tape off line is said by mt-st alone", async () => {
  await runInside("ftmt", ["-f", image, "offline"]);
  expect(await runInside("ftmt", ["--as=mt-st", "-f", image, "fsf"])).toEqual({
    status: 2,
    stdout: "",
    stderr: `${image}: No such device or address\nmt: The device is offline (not powered on, no tape ?).\n`,
  });
  await runInside("ftmt", ["-f", image, "load"]);
});

test("--as is checked", async () => {
  expect(await runInside("ftmt", ["--as=tar", "status"])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^ftmt: --as: 'tar' is not one of mt, mt-st\n/),
  });
});

test.each([
  ["mt", /^mt: invalid argument 'foo' for 'operation'\n/, 2],
  ["mt-gnu", /^mt-gnu: invalid argument 'foo' for 'operation'\n/, 2],
  ["mt-st", /^mt: unknown command "foo"\n/, 1],
  ["ftmt", /^ftmt: invalid argument 'foo' for 'operation'\n/, 2],
] as const)("a link by the name %s is that program", (name, stderr, status) => {
  const link = join(folder, name);
  symlinkSync(fileURLToPath(new URL("../bin/ftmt.js", import.meta.url)), link);
  let failure: { status?: number; stderr?: Buffer } = {};
  try {
    execFileSync(process.execPath, [link, "-f", "/dev/null", "foo"], { stdio: "pipe" });
  } catch (error) {
    failure = error as typeof failure;
  }
  expect(failure.status).toBe(status);
  expect(String(failure.stderr)).toMatch(stderr);
});
