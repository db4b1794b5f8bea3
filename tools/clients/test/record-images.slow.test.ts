/** Record images that were made of our tapes, read by programs of SIMH and Hercules. */
import { join } from "node:path";
import { expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { run } from "./run-command.js";
import { formatSmall, ours, serve, someFolder, tar } from "./served-tapes.js";
import { contentsOf, writeLetters } from "./some-files.js";

/** A cartridge with two archives that real tar wrote, copied to a record image. */
async function copied(extension: string): Promise<{ folder: string; image: string }> {
  const folder = someFolder();
  const cartridge = join(folder, "tape.img");
  await formatSmall(cartridge);
  const served = serve(folder, { nqft0: cartridge });
  writeLetters(folder, 60);
  for (const name of ["letters", "letters/to-anna.txt"]) {
    const written = await tar(served, ["-cf", served.remote("nqft0"), name], { cwd: folder });
    expect(written).toMatchObject({ status: 0, stderr: "" });
  }
  const image = join(folder, `copy.${extension}`);
  expect(await ours("floppytape", ["tape", "copy", cartridge, image])).toMatchObject({ status: 0 });
  expect(await ours("floppytape", ["tape", "verify", cartridge, image])).toMatchObject({
    status: 0,
  });
  return { folder, image };
}

testWith("tar", "mtdump")("SIMH's mtdump finds every record and mark", async () => {
  const { image } = await copied("tap");
  const { stdout } = await run("mtdump", [image]);
  const lines = stdout.toString().split("\n");
  expect(lines.filter((line) => /length = 10240 /.test(line))).toHaveLength(7 + 1);
  expect(lines.filter((line) => /end of tape file [12]$/.test(line))).toHaveLength(2);
  expect(stdout.toString()).not.toMatch(/invalid|error/i);
});

testWith(
  "tar",
  "tapemap",
  "hetmap",
)("Hercules' tools find every record and mark", async () => {
  const { image } = await copied("aws");
  for (const tool of ["tapemap", "hetmap"]) {
    const { stdout, status } = await run(tool, [image]);
    expect(status, tool).toBe(0);
    expect(stdout.toString(), tool).toMatch(/File\D*1\D+Blocks=?\D*7\D/s);
    expect(stdout.toString(), tool).not.toMatch(/error|invalid/i);
  }
});

testWith(
  "tar",
  "tapecopy",
  "tapemap",
)("an image that Hercules wrote is read", async () => {
  const { folder, image } = await copied("aws");
  const theirs = join(folder, "theirs.aws");
  // in chunks of 4096 bytes
  const made = await run("hetupd", ["-s", image, theirs]);
  expect(made.status, made.stderr).toBe(0);
  expect(await ours("floppytape", ["tape", "verify", image, theirs])).toMatchObject({ status: 0 });
  const served = serve(folder, { nst0: theirs });
  const extracted = await tar(served, ["-xf", served.remote("nst0"), "-C", folder, "-b20"]);
  expect(extracted).toMatchObject({ status: 0, stderr: "" });
  expect(Object.keys(contentsOf(join(folder, "letters")))).toHaveLength(4);
});
