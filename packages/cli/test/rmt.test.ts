import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BrokenPipeError } from "../src/context.js";
import { noise, shell, temporaryFolder } from "./run-bin.js";
import { type EndedInside, runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

const folder = temporaryFolder();
const master = join(folder, "master.img");
const image = join(folder, "tape.img");
const records = join(folder, "tape.tap");

beforeAll(async () => {
  const words = ["-f", master, "-m", "force", `--format-parameters=${smallParameters}`];
  expect((await runInside("ftformat", words)).status).toBe(0);
});

beforeEach(() => {
  writeFileSync(image, readFileSync(master));
  writeFileSync(`${image}.state`, "");
  writeFileSync(records, "");
});

/** What a client sends: text and data in turn. */
function requests(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** Lets a client say all it has to say to a server, and go. */
function converse(
  words: readonly string[],
  ...parts: readonly (string | Uint8Array)[]
): Promise<EndedInside> {
  return runInside("floppytape", ["rmt", ...words], { stdin: requests(...parts) });
}

const served = [`nqft0=${image}`, `qft0=${image}`, `/dev/nst0=${records}`, `st0=${records}`];
const volumes = async () =>
  JSON.parse((await runInside("floppytape", ["ls", image, "--json"])).stdout).volumes;

test("that nobody takes the answers any more is told in words", () => {
  expect(new BrokenPipeError().message).toMatch(/nobody reads/);
});

describe("a client", () => {
  test("writes and closes, as GNU tar does", async () => {
    const conversation = ["O/dev/nqft0\n65 O_WRONLY|O_CREAT\n", "W10240\n", noise(10240), "C\n"];
    expect(await converse(served, ...conversation)).toMatchObject({
      status: 0,
      stdout: "A0\nA10240\nA0\n",
    });
    expect(await volumes()).toMatchObject([{ bytes: 10240, blockSize: 10240 }]);
  });

  test("that goes and leaves the tape open leaves it as a proper close would", async () => {
    const ended = await converse(served, "Onqft0\n1 O_WRONLY\nW20480\n", noise(20480));
    expect(ended).toMatchObject({ status: 0, stdout: "A0\nA20480\n" });
    expect(await volumes()).toMatchObject([{ bytes: 20480 }]);
    await converse(served, "Onst0\n1\nW6\n", "record");
    expect(readFileSync(records).toString("latin1")).toBe("\x06\0\0\0record\x06\0\0\0\0\0\0\0");
  });

  test("that is cut off within a record leaves no part of it", async () => {
    const ended = await converse(served, "Onst0\n1\nW6\nrecordW6\nrec");
    expect(ended).toMatchObject({ status: 2, stdout: "A0\nA6\n" });
    expect(readFileSync(records).length).toBe(14 + 4);
  });

  test("reads what it has written, on one connection", async () => {
    const ended = await converse(
      served,
      "Onst0\n2 O_RDWR\nW6\nrecord",
      "I5\n1\nI6\n1\nR100\nR100\nC\nO/dev/nst0\n0 O_RDONLY\nC\n",
    );
    expect(ended.stdout).toBe("A0\nA6\nA1\nA1\nA6\nrecordA0\nA0\nA0\nA0\n");
  });

  test("finds the tape where it was left, or at its beginning by a rewinding name", async () => {
    await converse(served, "Onst0\n1\nW3\none", "I5\n1\nW3\ntwo");
    await converse(served, "Onst0\n0\nI6\n1\nI1\n1\n");
    expect((await converse(served, "Onst0\n0\nR9\n")).stdout).toBe("A0\nA3\ntwo");
    expect((await converse(served, "O/dev/st0\n0\n")).stdout).toBe("A0\n");
    expect((await converse(served, "Onst0\n0\nR9\n")).stdout).toBe("A0\nA3\none");
    const rewinding = [`tape=qft:${records}`];
    expect((await converse(rewinding, "Otape\n0\n")).stdout).toBe("A0\n");
    expect((await converse(rewinding, "Otape\n0\nR9\n")).stdout).toBe("A0\nA3\none");
  });

  test("reaches names of the tapecap file that are served", async () => {
    const env = { FLOPPYTAPE_TAPECAP: join(folder, "tapecap") };
    writeFileSync(env.FLOPPYTAPE_TAPECAP, "mta|records:dv=tape.tap:\nmtb|others:dv=tape.img:\n");
    const stdin = requests("Omta\n1\nW3\noneC\nOmtb\n0\n");
    const { stdout } = await runInside("floppytape", ["rmt", "mta"], { stdin, env });
    expect(stdout).toMatch(/^A0\nA3\nA0\nE2\n/);
    expect(readFileSync(records).length).toBe(4 + 4 + 4 + 4);
  });

  test("reaches no file of this machine, not even that of a tape", async () => {
    for (const name of ["/etc/passwd", image, "tape.img", "../nqft0", "/dev/nst1", "NQFT0"])
      expect((await converse(served, `O${name}\n0\n`)).stdout).toMatch(/^E2\n[^\n]+\n$/);
  });

  test("does not write to what is served read-only", async () => {
    const words = [...served, "--read-only"];
    expect((await converse(words, "Onqft0\n1\n")).stdout).toMatch(/^E30\n/);
    expect((await converse(words, "Onqft0\n0\n")).stdout).toBe("A0\n");
    chmodSync(image, 0o444);
    expect((await converse(served, "Onqft0\n1\n")).stdout).toMatch(/^E30\n/);
    chmodSync(image, 0o644);
  });

  test("is told the errno and its text", async () => {
    const { stdout } = await converse(served, "Onqft0\n1\nW10\n0123456789");
    expect(stdout).toBe("A0\nE22\nInvalid argument\n");
  });

  test("may number operations as BSD does, and take another status", async () => {
    const bsd = await converse([...served, "--peer=bsd"], "Onst0\n1\nI0\n2\nI5\n1\n");
    expect(bsd.stdout).toBe("A0\nA2\nA1\n");
    expect(readFileSync(records).length).toBe(8);
    const status = await converse([...served, "--mtget=short8"], "Onst0\n0\nS");
    expect(status.stdout).toMatch(/^A0\nA8\n.{8}$/s);
  });

  test("that speaks something else is given up", async () => {
    expect(await converse(served, "GET / HTTP/1.0\r\n\r\n")).toMatchObject({ status: 3 });
  });
});

describe("the command line", () => {
  test.each([
    [[], /missing operand: NAME=DEVICE/],
    [["=tape.img"], /'=tape.img': '' is no name for a tape/],
    [["nst0="], /'nst0=': no device for the name nst0/],
    [["../x=tape.img"], /'..\/x' is no name for a tape/],
    [["a=tape.img", "/dev/a=b.img"], /the name a is given twice/],
    [["a=tape.img", "--peer=cray"], /'cray' is not one of linux, bsd, sun/],
  ] as const)("%j", async (words, message) => {
    const ended = await runInside("floppytape", ["rmt", ...words]);
    expect(ended).toMatchObject({ status: 1, stdout: "" });
    expect(ended.stderr).toMatch(message);
  });

  test("--verbose tells what goes on", async () => {
    const { stderr } = await converse([...served, "-v"], "Onst0\n0\nC\n");
    expect(stderr).toMatch(/opened "nst0" \(r\)\n.*closed\n/);
  });
});

describe("at a socket", () => {
  const path = join(folder, "socket");

  const connected = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(path, () => resolve(socket));
      socket.once("error", reject);
    });

  const answer = (socket: Socket) =>
    new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));

  test("clients are served one beside the other, and what they leave is closed at Ctrl-C", async () => {
    const controller = new AbortController();
    let ready: (text: string) => void = () => {};
    const serving = new Promise<string>((resolve) => {
      ready = resolve;
    });
    const ended = runInside("floppytape", ["rmt", ...served, `--socket=${path}`], {
      signal: controller.signal,
      onTalk: ready,
    });
    expect(await serving).toBe(`floppytape: serving at ${path}; Ctrl-C ends it\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const [first, second] = [await connected(), await connected()];
    first.write("Onst0\n1\n");
    expect(await answer(first)).toBe("A0\n");
    first.write("W6\nrecord");
    expect(await answer(first)).toBe("A6\n");
    second.write("O/dev/nst0\n0\n");
    expect(await answer(second)).toMatch(/^E16\n/);
    controller.abort();
    expect(await ended).toMatchObject({ status: 0 });
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(records).length).toBe(14 + 4);
    for (const socket of [first, second]) socket.destroy();
  });

  test("what is no socket is not replaced", async () => {
    expect(await runInside("floppytape", ["rmt", ...served, `--socket=${image}`])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is no socket/),
    });
    expect(readFileSync(image).equals(readFileSync(master))).toBe(true);
  });

  test("a folder that is not there is told in words", async () => {
    const nowhere = join(folder, "nowhere", "socket");
    expect(await runInside("floppytape", ["rmt", ...served, `--socket=${nowhere}`])).toEqual({
      status: 2,
      stdout: "",
      stderr: `floppytape: ${nowhere}: no such file or folder\n`,
    });
  });
});

describe("through a program that takes the place of rsh", () => {
  const bin = (name: string) => fileURLToPath(new URL(`../bin/${name}.js`, import.meta.url));
  const rsh = join(folder, "rsh");

  beforeAll(() => {
    const words = [process.execPath, bin("floppytape"), "rmt", `nqft0=${image}`, `nst0=${records}`];
    writeFileSync(rsh, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")}\n`);
    chmodSync(rsh, 0o755);
    writeFileSync(join(folder, "letter"), "Dear Sir,\n");
  });

  test.each(["nqft0", "nst0"])("GNU tar writes to %s, and ftmt moves it", (name) => {
    const tape = `localhost:/dev/${name}`;
    const lines = [
      `tar --rsh-command=${rsh} -cf ${tape} letter`,
      `tar --rsh-command=${rsh} -cf ${tape} letter letter`,
      `ftmt --rsh-command=${rsh} -f ${tape} rewind`,
      `FTAPE_RSH=${rsh} ftmt -f ${tape} asf 1`,
      `tar --rsh-command=${rsh} -tf ${tape}`,
      `ftmt --rsh-command=${rsh} -f ${tape} status --json`,
    ];
    const done = shell(folder, lines.join(" && "));
    expect(done.status, done.stderr).toBe(0);
    const [first, second, json] = done.stdout.split("\n");
    expect([first, second]).toEqual(["letter", "letter"]);
    expect(JSON.parse(json ?? "")).toMatchObject({ fileNumber: 1, volume: null });
    expect(done.stderr).toMatch(/a remote tape answers neither MTIOCVOLINFO/);
  });
});
