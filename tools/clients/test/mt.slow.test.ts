/** GNU mt over the network, which knows nothing of floppy tapes. */
import { expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { mt, ours, serve, someFolder, tar } from "./served-tapes.js";
import { writeLetters } from "./some-files.js";
import { tapeKinds } from "./tape-kinds.js";

const withMt = testWith("mt-gnu", "tar");

for (const { what, make } of tapeKinds) {
  withMt(`GNU mt moves ${what}`, async () => {
    const folder = someFolder();
    const device = await make(folder, "tape");
    const served = serve(folder, { nst0: device });
    writeLetters(folder, 40);
    const tape = served.remote("nst0");
    for (const letter of ["to-anna.txt", "empty", "1994/odd"])
      expect(await tar(served, ["-cf", tape, `letters/${letter}`], { cwd: folder })).toMatchObject({
        status: 0,
        stderr: "",
      });

    /** The file in front of the head, and what mt came to. */
    const after = async (...words: string[]) => {
      const moved = await mt(served, "nst0", ...words);
      const { stdout } = await tar(served, ["-tf", tape]);
      return `${moved.status} ${stdout.toString().trim().replace("letters/", "")}`;
    };
    expect(await after("rewind")).toBe("0 to-anna.txt");
    expect(await after("asf", "2")).toBe("0 1994/odd");
    expect(await after("asf", "1")).toBe("0 empty");
    expect(await after("rewind")).toBe("0 to-anna.txt");
    // tar stops in front of the mark
    expect(await after("fsf")).toBe("0 empty");
    expect(await mt(served, "nst0", "eom")).toMatchObject({ status: 0 });
    expect(await mt(served, "nst0", "fsf")).toMatchObject({ status: 2 });
    for (const word of ["retension", "offline"])
      expect(await mt(served, "nst0", word), word).toMatchObject({ status: 0, stderr: "" });
  });
}

withMt("what GNU mt cannot be told is told by ftmt", async () => {
  const folder = someFolder();
  const device = await tapeKinds[0]!.make(folder, "tape");
  const served = serve(folder, { nqft0: device });
  const tape = served.remote("nqft0");
  // GNU mt expects 8 bytes where every server sends a status of 28 or 48
  expect(await mt(served, "nqft0", "status")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Value too large for defined data type"),
  });
  const asked = await ours("ftmt", ["--rsh-command", served.rsh, "-f", tape, "status"]);
  expect(asked.stdout.toString()).toContain("tape online");
  expect(asked.stdout.toString()).toContain("file number          = 0");
  expect(asked.status).toBe(0);
});

withMt("a tape that is not served, or in use, is refused in words that GNU mt shows", async () => {
  const folder = someFolder();
  const served = serve(folder, { nqft0: await tapeKinds[0]!.make(folder, "tape") });
  expect(await mt(served, "nqft7", "rewind")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("No such file or directory"),
  });
});
