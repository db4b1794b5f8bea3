/** Archives that go on where a tape ends. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { formatSmall, mt, type ServedTapes, serve, someFolder, tar } from "./served-tapes.js";
import { contentsOf, writeLetters } from "./some-files.js";

const withTar = testWith("tar", "mt-gnu");

/** Writes letters over two tapes that are too small for them and reads them again. */
async function overTwoTapes(folder: string, served: ServedTapes): Promise<void> {
  const tapes = ["-f", served.remote("nqft0"), "-f", served.remote("nqft1")];
  const rewind = async () => {
    for (const name of ["nqft0", "nqft1"])
      expect(await mt(served, name, "rewind")).toMatchObject({ status: 0 });
  };
  const written = await tar(served, ["-cM", ...tapes, "letters"], { cwd: folder });
  expect(written).toMatchObject({ status: 0, stderr: "" });
  await rewind();
  const alone = await tar(served, ["-t", "-f", served.remote("nqft0")]);
  expect(alone.stderr).toContain("Unexpected EOF in archive");
  await rewind();
  const out = join(folder, "out");
  mkdirSync(out);
  const read = await tar(served, ["-xM", ...tapes, "-C", out]);
  expect(read).toMatchObject({ status: 0, stderr: "" });
  expect(contentsOf(join(out, "letters"))).toEqual(contentsOf(join(folder, "letters")));
}

for (const prefix of ["", "sim:"])
  withTar(`tar -M fills one cartridge and goes on to the next (${prefix}image)`, async () => {
    const folder = someFolder();
    const devices: Record<string, string> = {};
    for (const name of ["nqft0", "nqft1"]) {
      const path = join(folder, `${name}.img`);
      await formatSmall(path, 2);
      devices[name] = `${prefix}${path}`;
    }
    writeLetters(folder, 1000);
    await overTwoTapes(folder, serve(folder, devices));
  });

withTar("tar -M fills one record image and goes on to the next", async () => {
  const folder = someFolder();
  const of = (name: string) => `${join(folder, name)}.tap,capacity=600000`;
  writeLetters(folder, 1000);
  await overTwoTapes(folder, serve(folder, { nqft0: of("one"), nqft1: of("two") }));
});
