/** GNU cpio through `--rsh-command`. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { run } from "./run-command.js";
import { mt, serve, someFolder } from "./served-tapes.js";
import { contentsOf, writeLetters } from "./some-files.js";
import { tapeKinds } from "./tape-kinds.js";

const withCpio = testWith("cpio", "mt-gnu");
const files = [
  "letters",
  "letters/empty",
  "letters/to-anna.txt",
  "letters/1994",
  "letters/1994/odd",
];
const names = new TextEncoder().encode(files.map((name) => `${name}\n`).join(""));

for (const { what, make, cartridge } of tapeKinds) {
  withCpio(`cpio writes and reads ${what}`, async () => {
    const folder = someFolder();
    const served = serve(folder, { nqft0: await make(folder, "tape") });
    const tape = served.remote("nqft0");
    writeLetters(folder, 20);
    const cpio = (args: readonly string[], cwd: string, input?: Uint8Array) =>
      run("cpio", [`--rsh-command=${served.rsh}`, ...args], { cwd, ...(input && { input }) });

    const written = await cpio(["-o", "-H", "newc", "-C", "10240", "-O", tape], folder, names);
    expect(written).toMatchObject({ status: 0, stderr: expect.stringMatching(/^\d+ blocks?\n$/) });
    expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
    const out = join(folder, "out");
    mkdirSync(out);
    expect(await cpio(["-idm", "-C", "10240", "-I", tape], out)).toMatchObject({ status: 0 });
    const there = contentsOf(join(out, "letters"));
    const { "1994/photo": _, ...expected } = contentsOf(join(folder, "letters"));
    expect(there).toEqual(expected);
  });

  withCpio(`cpio's small records on ${what}`, async () => {
    const folder = someFolder();
    const served = serve(folder, { nqft0: await make(folder, "tape") });
    writeLetters(folder, 20);
    const args = [`--rsh-command=${served.rsh}`, "-o", "-O", served.remote("nqft0")];
    const written = await run("cpio", args, { cwd: folder, input: names });
    // Blocks of 10240 bytes take no records of 512, which cpio takes for the end of the tape.
    expect(written.status).toBe(cartridge ? 2 : 0);
    expect(await mt(served, "nqft0", "rewind")).toMatchObject({ status: 0 });
    const listed = await run("cpio", [...args.slice(0, 1), "-it", "-I", args.at(-1)!]);
    expect(listed.stdout.toString()).toBe(cartridge ? "" : new TextDecoder().decode(names));
  });
}
