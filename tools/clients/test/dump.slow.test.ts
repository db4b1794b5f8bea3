/** dump and restore, which find their remote shell in `RSH`. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { programPath, testWith } from "./foreign-programs.js";
import { run } from "./run-command.js";
import { formatSmall, mt, ours, type ServedTapes, serve, someFolder } from "./served-tapes.js";
import { contentsOf, writeLetters } from "./some-files.js";

const withRestore = testWith("restore", "mt-gnu");
const recorded = gunzipSync(readFileSync(new URL("vectors/letters.dump.gz", import.meta.url)));

async function cartridge(folder: string, prefix: string): Promise<[string, ServedTapes]> {
  const path = join(folder, "tape.img");
  await formatSmall(path);
  return [`${prefix}${path}`, serve(folder, { nqft0: `${prefix}${path}` })];
}

const restore = (served: ServedTapes, words: readonly string[], cwd: string) =>
  // A cartridge has blocks of 10 KiB and wants to be read in such: restore would try 32 KiB.
  run(programPath("restore")!, [...words, "-b", "10", "-f", served.remote("nqft0")], {
    cwd,
    env: { RSH: served.rsh },
  });

for (const prefix of ["", "sim:"])
  withRestore(`restore lists and restores a dump that is on a tape (${prefix}image)`, async () => {
    const folder = someFolder();
    const [device, served] = await cartridge(folder, prefix);
    const letters = new TextEncoder().encode("not the dump");
    for (const input of [letters, recorded])
      expect(await ours("floppytape", ["write", device], { input })).toMatchObject({ status: 0 });
    // the second file of the tape
    expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
    const listed = await restore(served, ["-t", "-s", "2"], folder);
    expect(listed.stdout.toString()).toMatch(/\d+\t\.\/letters\/1994\/numbers\n/);
    expect(listed.status).toBe(0);

    expect(await mt(served, "nqft0", "asf", "1")).toMatchObject({ status: 0 });
    const out = join(folder, "out");
    mkdirSync(out);
    expect(await restore(served, ["-r"], out)).toMatchObject({ status: 0 });
    const numbers = Array.from({ length: 4000 }, (_, i) => `${i + 1}\n`).join("");
    const { restoresymtable: _, ...there } = contentsOf(out);
    expect(there).toEqual({
      "letters/1994/numbers": Buffer.from(numbers).toString("base64"),
      "letters/empty": "",
      "letters/to-anna.txt": Buffer.from("Dear Anna,\nall is well.\n").toString("base64"),
    });
  });

const dump = programPath("dump");
const mkfs = programPath("mke2fs");

test("dump writes a file system to a tape, and restore compares it", async ({ skip }) => {
  if (!dump || !mkfs) return skip("there is no dump or no mke2fs here");
  const folder = someFolder();
  writeLetters(folder, 200);
  const disk = join(folder, "disk.ext2");
  expect(
    await run(mkfs, ["-q", "-t", "ext2", "-d", join(folder, "letters"), disk, "2048"]),
  ).toMatchObject({ status: 0 });
  const attached = await run("losetup", ["--find", "--show", disk]);
  if (attached.status !== 0) return skip("no loop device can be had here: that takes root");
  const loop = attached.stdout.toString().trim();
  onTestFinished(async () => void (await run("losetup", ["--detach", loop])));

  const [, served] = await cartridge(folder, "");
  const words = ["-0", "-b", "10", "-f", served.remote("nqft0"), loop];
  const dumped = await run(dump, words, { env: { RSH: served.rsh } });
  expect(dumped).toMatchObject({ status: 0, stderr: expect.stringContaining("DUMP IS DONE") });

  expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
  const out = join(folder, "out");
  mkdirSync(out);
  expect(await restore(served, ["-r"], out)).toMatchObject({ status: 0 });
  const { restoresymtable: _, ...there } = contentsOf(out);
  expect(there).toEqual(contentsOf(join(folder, "letters")));
});

withRestore("what is no dump is refused by restore, and the tape is let go", async () => {
  const folder = someFolder();
  const [device, served] = await cartridge(folder, "");
  const input = new Uint8Array(30720).fill(0x41);
  expect(await ours("floppytape", ["write", device], { input })).toMatchObject({ status: 0 });
  expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
  expect((await restore(served, ["-t"], folder)).stderr).toContain("not a dump tape");
  expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
});
