import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { ended, noise, start, temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // of a machine that is busy with other things

const folder = temporaryFolder();
const workingFolder = process.cwd();

beforeAll(async () => {
  process.chdir(folder);
  process.env.XDG_STATE_HOME = join(folder, "state");
  const parameters = `--format-parameters=${smallParameters}`;
  await runInside("ftformat", ["-f", "master.img", "-m", "force", parameters]);
});
afterAll(() => process.chdir(workingFolder));

/** A process that serves an image; resolves when it listens. */
async function serve(image: string, ...options: string[]) {
  const child = start(folder, "floppytape", [
    "sim",
    "serve",
    image,
    "--qtest=127.0.0.1:0",
    ...options,
  ]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const status = ended(child);
  let talk = "";
  const device = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      talk += text;
      const [, address] = /behind qtest at (\S+);/.exec(talk) ?? [];
      if (address !== undefined) resolve(`qtest:${address}`);
    });
    status.then(() => reject(new Error(talk)), reject);
  });
  return {
    device,
    /** Ctrl-C, and how that ends. */
    async stop() {
      child.kill("SIGINT");
      return { status: await status, talk };
    },
  };
}

test("programs write, read, list and format through the socket; the image has it all in the end", async () => {
  copyFileSync("master.img", "tape.img");
  const { device, stop } = await serve("tape.img");
  const bytes = noise(50_000);
  expect(await runInside("floppytape", ["write", device], { stdin: bytes })).toEqual({
    status: 0,
    stdout: "",
    stderr: `floppytape: ${device}: volume 0: 50000 bytes, variable block size\n`,
  });
  const status = await runInside("ftmt", ["-f", device, "status"]);
  expect(status.stdout).toMatch(/^This is a Colorado DJ-10\/DJ-20 \(new\) floppy tape drive, /);
  expect(status.stdout).toMatch(/^file number {10}= 1$/m); // behind the volume, as the state says
  const read = await runInside("floppytape", ["read", device, "0"]);
  expect(Buffer.from(read.stdout, "latin1").equals(Buffer.from(bytes))).toBe(true);
  const listed = await runInside("listtape", ["-f", device]);
  const { status: exit, talk } = await stop();
  expect(exit).toBe(0);
  expect(talk).toContain("floppytape: tape.img: all that was written is in the file\n");
  expect((await runInside("listtape", ["-f", "tape.img"])).stdout).toBe(listed.stdout);
  const alone = await runInside("floppytape", ["read", "tape.img", "0"]);
  expect(alone.stdout).toBe(read.stdout);

  const again = await serve("sim:tape.img,drive=archive-xl9250i");
  const formatted = await runInside("ftformat", ["-f", again.device, "--yes"]);
  expect(formatted.stdout).toMatch(
    /^Tape drive type: Archive XL9250i \[Conner\/Escom\] \(0x14a\)\n/,
  );
  expect(formatted.stdout).toMatch(/\nVerifying track 19, segment 79\nFormatted: 0 bad sectors/);
  expect((await again.stop()).status).toBe(0);
  expect((await runInside("floppytape", ["ls", "tape.img", "--json"])).stdout).toBe(
    '{"volumes":[]}\n',
  );
});

describe("while it is served", () => {
  test("a second client is turned away, and nobody else opens the image", async () => {
    copyFileSync("master.img", "shared.img");
    const { device, stop } = await serve("shared.img");
    const { connectQtestSocket } = await import("@floppytape/fdc/node");
    const first = await connectQtestSocket(device.slice("qtest:".length));
    const second = await runInside("ftmt", ["-f", device, "status"]);
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/another client is connected/);
    const other = await runInside("floppytape", ["ls", "shared.img"]);
    expect(other.status).toBe(2);
    expect(other.stderr).toMatch(/shared\.img: in use by process \d+\n$/);
    await first.close();
    expect((await runInside("ftmt", ["-f", device, "nop"])).stderr).toBe("");
    await stop();
  });

  test("--read-only is a cartridge with its tab set", async () => {
    copyFileSync("master.img", "protected.img");
    const before = readFileSync("protected.img");
    const { device, stop } = await serve("protected.img", "--read-only");
    const write = await runInside("floppytape", ["write", device], { stdin: "x" });
    expect(write.status).toBe(2);
    expect(write.stderr).toMatch(/write.protect/i);
    await stop();
    expect(readFileSync("protected.img").equals(before)).toBe(true);
  });
});

test.each([
  [["serve", "master.img"], 1, /--qtest=ADDRESS says where to serve/],
  [["serve", "master.img", "--qtest=nowhere"], 1, /--qtest: address "nowhere" is no HOST:PORT/],
  [["serve", "master.img", "--qtest=0.0.0.0:0"], 1, /is reached by other machines/],
  [["serve", "master.img", "--qtest=/none/x"], 2, /^floppytape: \/none\/x: /],
  [["serve", "none.img", "--qtest=127.0.0.1:0"], 2, /none\.img: no such file/],
  [["serve", "qtest:127.0.0.1:9", "--qtest=127.0.0.1:0"], 1, /only images of cartridges/],
  [["serve", "master.img", "--qtest=127.0.0.1:0", "--speed=0"], 1, /--speed: '0' is not a factor/],
  [["start", "master.img"], 1, /./],
])("sim %j ends with %i", async (args, status, words) => {
  const { stderr, ...end } = await runInside("floppytape", ["sim", ...args]);
  expect(end).toEqual({ status, stdout: "" });
  expect(stderr).toMatch(words);
});
