/** GNU tar through `--rsh-command`, on every kind of tape. */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { mt, ours, serve, someFolder, tar } from "./served-tapes.js";
import { contentsOf, writeLetters } from "./some-files.js";
import { tapeKinds } from "./tape-kinds.js";

const withTar = testWith("tar", "mt-gnu");
const done = { status: 0, stderr: "" };

describe.each(tapeKinds)("tar on $what", ({ make, cartridge }) => {
  /** A served tape, and letters to be written on it. */
  async function begin(kilobytes?: number) {
    const folder = someFolder();
    const device = await make(folder, "tape");
    const served = serve(folder, { nqft0: device, zqft0: device, qft0: device });
    writeLetters(folder, kilobytes);
    const out = join(folder, "out");
    mkdirSync(out);
    const tape = served.remote("nqft0");
    const rewind = async () => expect(await mt(served, "nqft0", "rewind")).toMatchObject(done);
    return { folder, served, tape, out, rewind, device };
  }

  withTar("creates, lists, compares and extracts", async () => {
    const { folder, served, tape, out, rewind } = await begin();
    expect(await tar(served, ["-cf", tape, "letters"], { cwd: folder })).toMatchObject(done);
    await rewind();
    const listed = await tar(served, ["-tf", tape]);
    expect(listed).toMatchObject(done);
    expect(listed.stdout.toString().split("\n").sort()).toEqual(
      ["", "letters/", "letters/1994/", "letters/1994/odd", "letters/1994/photo"].concat([
        "letters/empty",
        "letters/to-anna.txt",
      ]),
    );
    await rewind();
    expect(await tar(served, ["-df", tape], { cwd: folder })).toMatchObject(done);
    await rewind();
    expect(await tar(served, ["-xf", tape, "-C", out])).toMatchObject(done);
    expect(contentsOf(join(out, "letters"))).toEqual(contentsOf(join(folder, "letters")));
    appendFileSync(join(folder, "letters", "to-anna.txt"), "P.S.\n");
    await rewind();
    const differs = await tar(served, ["-df", tape], { cwd: folder });
    expect(differs.status).toBe(1);
    expect(differs.stdout.toString()).toContain("letters/to-anna.txt: Size differs");
  });

  withTar("verifies what it has just written (-W)", async () => {
    const { folder, served, tape } = await begin();
    const verified = await tar(served, ["-cWvf", tape, "letters"], { cwd: folder });
    expect(verified).toMatchObject(done);
    expect(verified.stdout.toString()).toContain("Verify letters/1994/photo");
  });

  withTar("writes and reads compressed archives (-z)", async () => {
    const { folder, served, tape, out, rewind } = await begin();
    expect(await tar(served, ["-czf", tape, "letters"], { cwd: folder })).toMatchObject(done);
    await rewind();
    expect(await tar(served, ["-xzf", tape, "-C", out])).toMatchObject(done);
    expect(contentsOf(join(out, "letters"))).toEqual(contentsOf(join(folder, "letters")));
  });

  withTar("uses large records", async () => {
    const { folder, served, tape, out, rewind } = await begin();
    if (cartridge)
      expect(
        await ours("ftmt", ["--rsh-command", served.rsh, "-f", tape, "setblk", "0"]),
      ).toMatchObject(done);
    expect(await tar(served, ["-b58", "-cf", tape, "letters"], { cwd: folder })).toMatchObject(
      done,
    );
    await rewind();
    expect(await tar(served, ["-b58", "-xf", tape, "-C", out])).toMatchObject(done);
    expect(contentsOf(join(out, "letters"))).toEqual(contentsOf(join(folder, "letters")));
  });

  withTar(
    "appends where a tape can be written in the middle, and is told what to do elsewhere",
    async () => {
      const { folder, served, tape, rewind } = await begin();
      expect(await tar(served, ["-cf", tape, "letters/1994/odd"], { cwd: folder })).toMatchObject(
        done,
      );
      await rewind();
      const appended = await tar(served, ["-rf", tape, "letters/to-anna.txt"], { cwd: folder });
      if (!cartridge) {
        expect(appended).toMatchObject(done);
        await rewind();
        const { stdout } = await tar(served, ["-tf", tape]);
        expect(stdout.toString()).toBe("letters/1994/odd\nletters/to-anna.txt\n");
        return;
      }
      expect(appended.status).toBe(2);
      expect(appended.stderr).toContain("Cannot write: Permission denied");
      expect(appended.stderr).toContain("(use eom)");
      expect(await mt(served, "nqft0", "eom")).toMatchObject(done);
      expect(
        await tar(served, ["-cf", tape, "letters/to-anna.txt"], { cwd: folder }),
      ).toMatchObject(done);
      await rewind();
      expect((await tar(served, ["-tf", tape])).stdout.toString()).toBe("letters/1994/odd\n");
      await rewind();
      expect(await mt(served, "nqft0", "fsf", "1")).toMatchObject(done);
      expect((await tar(served, ["-tf", tape])).stdout.toString()).toBe("letters/to-anna.txt\n");
    },
  );
});
