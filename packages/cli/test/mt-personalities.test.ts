import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
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

/** What came of a call of the real program, with the same words: status, standard output, standard error. */
type Recorded = readonly [line: string, status: number, stdout: string, stderr: string];

const gnuWords = `Valid arguments are:
  - 'eof', 'weof'
  - 'fsf'
  - 'bsf'
  - 'fsr'
  - 'bsr'
  - 'rewind'
  - 'offline', 'rewoffl', 'eject'
  - 'status'
  - 'bsfm'
  - 'eom'
  - 'retension'
  - 'erase'
  - 'asf'
  - 'fsfm'
  - 'seek'
`;
const gnuUsage = `Usage: mt [OPTION...] operation [count]
Try 'mt --help' or 'mt --usage' for more information.
`;
const gnuPointer = "Try 'mt --help' or 'mt --usage' for more information.\n";
const noTape = "Inappropriate ioctl for device";

// Recorded from GNU mt of cpio 2.13.
const gnu: readonly Recorded[] = [
  ["", 1, "", gnuUsage],
  ["-f /dev/null", 1, "", gnuUsage],
  ["-f /dev/null foo", 2, "", `mt: invalid argument 'foo' for 'operation'\n${gnuWords}`],
  ["-f /dev/null re", 2, "", `mt: ambiguous argument 're' for 'operation'\n${gnuWords}`],
  ["-f /dev/null e", 2, "", `mt: ambiguous argument 'e' for 'operation'\n${gnuWords}`],
  ["-f /dev/null rewo", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null of", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null status", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f PLAIN status", 1, "", "mt: PLAIN is not a character special file\n"],
  ["-f /nonex status", 1, "", "mt: /nonex: rmtopen failed: No such file or directory\n"],
  ["-f /dev/null fsf 1k", 1, "", "mt: invalid count value\n"],
  ["-f /dev/null fsf 0x1", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null fsf 1 2", 1, "", gnuUsage],
  ["-f /dev/null fsf -1", 1, "", `mt: invalid option -- '1'\n${gnuPointer}`],
  ["-f /dev/null rewind foo", 1, "", "mt: invalid count value\n"],
  ["-x", 1, "", `mt: invalid option -- 'x'\n${gnuPointer}`],
  ["-t /dev/null rewind", 1, "", `mt: invalid option -- 't'\n${gnuPointer}`],
  ["rewind -f /dev/null", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f/dev/null weof", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
];

const stUsage = `usage: mt [-v] [--version] [-h] [ -f device ] command [ count ]
default tape device: /dev/tape
`;
const stCommands = `${stUsage}commands: weof, wset, eof, fsf, fsfm, bsf, bsfm, fsr, bsr, fss, bss, rewind, 
          offline, rewoffl, eject, retension, eod, seod, seek, tell, status, 
          erase, setblk, lock, unlock, load, compression, setdensity, 
          drvbuffer, stwrthreshold, stoptions, stsetoptions, stclearoptions, 
          defblksize, defdensity, defdrvbuffer, defcompression, stsetcln, 
          sttimeout, stlongtimeout, densities, setpartition, mkpartition, 
          partseek, asf, stshowoptions.
`;

// Recorded from mt-st 1.7.
const st: readonly Recorded[] = [
  ["", 1, "", stUsage],
  ["-h", 0, "", stCommands],
  ["-f", 1, "", stUsage],
  ["-x", 1, "", stUsage],
  ["-f/dev/null weof", 1, "", stUsage],
  ["foo", 1, "", `mt: unknown command "foo"\n${stCommands}`],
  ["-f /dev/null re", 1, "", `mt: ambiguous command "re"\n${stCommands}`],
  ["-f /dev/null w", 1, "", `mt: ambiguous command "w"\n${stCommands}`],
  ["-f /dev/null fs", 1, "", `mt: ambiguous command "fs"\n${stCommands}`],
  ["-f /dev/null rewo", 2, "", `/dev/null: ${noTape}\n`],
  ["-t /dev/null rewind", 2, "", `/dev/null: ${noTape}\n`],
  ["-f PLAIN status", 2, "", `PLAIN: ${noTape}\n`],
  ["-f /nonex status", 1, "", "/nonex: No such file or directory\n"],
  ["-f /dev/null fsf 1 2", 1, "", "mt: too many arguments for the command 'fsf'.\n"],
  ["rewind -f /dev/null", 1, "", "mt: too many arguments for the command 'rewind'.\n"],
  ["-f IMAGE fsf 1K", 3, "", "mt: illegal count unit.\n"],
  ["-f IMAGE fsf 5abc", 3, "", "mt: illegal count unit.\n"],
  ["-f IMAGE fsf 3G", 3, "", "mt: repeat count too large.\n"],
  ["-f IMAGE fsf 3000000000", 1, "", "mt: negative repeat count\n"],
  ["-f IMAGE fsf -1", 1, "", "mt: negative repeat count\n"],
  ["-f IMAGE setblk 10k", 0, "", ""],
  ["-f IMAGE setblk 9kB", 0, "", ""],
  ["-f IMAGE setblk 10240", 0, "", ""],
  ["-f IMAGE rewind", 0, "", ""],
  ["-f IMAGE tell", 0, "At block 0.\n", ""],
];

for (const [program, cases] of [
  ["mt", gnu],
  ["mt-st", st],
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
