import { writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./run-bin.js";
import { type EndedInside, runInside } from "./run-inside.js";

const folder = temporaryFolder();

/** A monitor that runs until it is told to end. */
async function startMonitor(...words: string[]) {
  const controller = new AbortController();
  let ready: (text: string) => void = () => {};
  const talk = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const ended = runInside("floppytape", ["mon", "--port=0", ...words], {
    signal: controller.signal,
    onTalk: (text) => ready(text),
  });
  const [, port] = /at 127\.0\.0\.1:(\d+); Ctrl-C ends it/.exec(await talk) ?? [];
  return {
    port: Number(port),
    async end(): Promise<EndedInside> {
      controller.abort();
      return ended;
    },
  };
}

/** Sends lines as a driver does and waits until the monitor has them. */
function tell(port: number, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.end(lines.map((line) => `${line}\n`).join("")),
    );
    socket.once("error", reject);
    socket.once("close", () => resolve());
    socket.resume();
  });
}

const lines = [
  "iodev = nrst0",
  "host = corona",
  "open device nrst0\\n",
  "devtype = Model X",
  "tapesize = 120000",
  "tapeused = 30000",
  "blksize = 0",
  "acmode = read",
  "file = 2",
  "record = 7",
];

test("shows what a driver tells", async () => {
  const monitor = await startMonitor();
  await tell(monitor.port, lines);
  const { status, stdout } = await monitor.end();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^connected to corona,nrst0 on port \d+\n/m);
  expect(stdout).toMatch(/Device Type: Model X/);
  expect(stdout).toMatch(/25%/);
  expect(stdout).toMatch(/open device nrst0\n/);
  expect(stdout).toMatch(/^connection closed\n/m);
});

test("as JSON, an object a line", async () => {
  const monitor = await startMonitor("--json");
  await tell(monitor.port, lines);
  await tell(monitor.port, ["devtype = Model Y"]);
  const views = (await monitor.end()).stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(views).toContainEqual(
    expect.objectContaining({
      host: "corona",
      ioDevice: "nrst0",
      capacityKb: 120000,
      usedPercent: 25,
      file: 2,
      record: 7,
      log: ["open device nrst0"],
    }),
  );
  // What one connection tells is not another's.
  expect(views.at(-1)).toMatchObject({ deviceType: "Model Y", host: "", isClosed: true });
});

test("a monitor, and one for whom no port is left", async () => {
  const taken: Server = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as { port: number };
  expect(await runInside("floppytape", ["mon", `--port=${port}`])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1: cannot listen at ${port}: `)),
  });
  taken.close();
  expect(await runInside("floppytape", ["mon", "--port=many"])).toMatchObject({ status: 1 });
});

test("a tape of a tapecap file tells it", async () => {
  const monitor = await startMonitor("--json");
  writeFileSync(
    join(folder, "tapecap"),
    `mta|record image:dv=a.tap:dt=A drive:so=localhost,${monitor.port}:\n`,
  );
  const env = { FLOPPYTAPE_TAPECAP: join(folder, "tapecap") };
  await runInside("ftmt", ["-f", "mta", "weof", "1"], { env });
  expect((await runInside("floppytape", ["tape", "ls", "mta"], { env })).status).toBe(0);
  const { stdout } = await monitor.end();
  expect(stdout).toMatch(/"ioDevice":"a\.tap"/);
  expect(stdout).toMatch(/rewinding\.\.\.done/);
});
