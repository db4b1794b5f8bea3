import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MtOp, MtStatus } from "@floppytape/magtape";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, openTapeUnit } from "../src/index.js";
import { buildProgram } from "./child-program.js";

const folder = mkdtempSync(join(tmpdir(), "floppytape-remote-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tape = join(folder, "tape.tap");
let rshCommand: string;

beforeAll(async () => {
  const server = await buildProgram(
    "serve-tape",
    folder,
    new URL("./serve-tape.ts", import.meta.url),
  );
  rshCommand = `'${process.execPath}' '${server}' '${tape}'`;
}, 60_000);

test("a remote tape is a unit like any other", async () => {
  const writing = await openTapeUnit("joe@box:/dev/nst0", { mode: "w", rshCommand });
  expect(writing).toMatchObject({ kind: "remote", node: "nqft", tape: undefined });
  await writing.unit.write(new TextEncoder().encode("far away"));
  await writing.release();
  await writing.release();
  expect(readFileSync(tape).length).toBe(4 + 8 + 4 + 4);

  const reading = await openTapeUnit("box:nst0", { mode: "r", env: { FTAPE_RSH: rshCommand } });
  await reading.unit.operation(MtOp.Rewind, 1);
  const into = new Uint8Array(20);
  expect(await reading.unit.read(into)).toBe(8);
  expect((await reading.unit.status()).gstat & MtStatus.Online).not.toBe(0);
  await reading.release();
});

test("what is not served is not opened", async () => {
  const opening = openTapeUnit("box:/etc/passwd", { mode: "r", rshCommand });
  await expect(opening).rejects.toMatchObject({ name: "TapeError", code: "ENOENT" });
});

test("a command that cannot be run, ends at once, or is none, is named", async () => {
  const open = (device: string, command: string) =>
    openTapeUnit(device, { mode: "r", rshCommand: command });
  await expect(open("box:nst0", "/nonexistent/rsh")).rejects.toMatchObject({
    code: "ENOENT",
    message: expect.stringMatching(/\/nonexistent\/rsh/),
  });
  await expect(open("box:nst0", `'${process.execPath}' -e 0 --`)).rejects.toMatchObject({
    code: "EIO",
  });
  await expect(open("box:nst0", "'open quote")).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringMatching(/rsh is no command/),
  });
  await expect(open("-oProxyCommand=x:nst0", "ssh")).rejects.toMatchObject({ code: "EINVAL" });
  await expect(open("box:nst0,drive=x", "ssh")).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringMatching(/remote tapes have no option drive, only rmt and peer/),
  });
});

test("it has no segments", async () => {
  await expect(openStore("box:nst0", { mode: "r" })).rejects.toMatchObject({
    code: "ENXIO",
    message: expect.stringMatching(/remote tape/),
  });
});
