import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { boards } from "@floppytape/fdc";
import { listenQtest } from "@floppytape/fdc/node";
import { createSimulator } from "@floppytape/fdc/sim";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // of a machine that is busy with other things

const folder = temporaryFolder();
const workingFolder = process.cwd();

beforeAll(async () => {
  process.chdir(folder);
  // Lock and state of drives that are no files.
  process.env.XDG_STATE_HOME = join(folder, "state");
  await runInside("ftformat", [
    "-f",
    "tape.img",
    "-m",
    "force",
    `--format-parameters=${smallParameters}`,
  ]);
  writeFileSync("blank.img", new Uint8Array(32768));
});
afterAll(() => process.chdir(workingFolder));

const doctor = (...args: string[]) => runInside("floppytape", ["doctor", ...args]);

/** The line of a report that begins with a title. */
function line(report: string, title: string): string | undefined {
  return report.split("\n").find((text) => text.startsWith(title));
}

test("a drive that is all right: what there is, and nothing to do", async () => {
  expect(await doctor("sim:tape.img")).toEqual({
    status: 0,
    stderr: "",
    stdout: `Controller:   82077AA at 0x3f0 (standard), up to 1000 kbit/s
              PART ID is unknown, tape register remembers a unit
Drive:        Colorado DJ-10/DJ-20 (new) (0x11c4, ROM 88) as unit 0, wake-up colorado
Status:       ready, cartridge present, referenced, at the beginning
Was pending:  error 26 of command 1: drive was switched on
Rates:        1000, 500, 250 kbit/s
QIC-40:       yes, at 500 kbit/s
QIC-80:       yes, at 1000 kbit/s
QIC-3010:     yes, at 1000 kbit/s
QIC-3020:     yes, at 1000 kbit/s
Ditto Max:    Ditto Max is recorded at 4000, 3000, 2000 kbit/s, but the controller (82077AA) ends at 1000 and the drive only takes 1000, 500, 250
Cartridge:    QIC-40, 205 or 425 ft, formatted, used at 500 kbit/s
Next:         nothing: all is well
`,
  });
});

test("an old controller: slower, and told how to do better", async () => {
  const { status, stdout } = await doctor("sim:tape.img,chip=8272A");
  expect(status).toBe(0);
  expect(line(stdout, "Controller:")).toMatch(/8272A at 0x3f0 \(standard\), up to 500 kbit\/s$/);
  expect(line(stdout, "QIC-80:")).toMatch(/yes, at 500 kbit\/s/);
  expect(line(stdout, "Hint:")).toContain("ends at 500 kbit/s, the drive could do 1000");
});

test("FAQ 3.9: a cartridge that the controller cannot run is a problem, in the FAQ's words", async () => {
  const { status, stdout } = await doctor("sim:blank.img,cartridge=qic3020-400,chip=8272A");
  expect(status).toBe(2);
  expect(line(stdout, "Problem:")).toContain(
    "your floppy controller (8272A) does not support QIC-3020: it has no perpendicular mode",
  );
});

test("FAQ 3.4: a drive that cannot format", async () => {
  const { status, stdout } = await doctor("sim:tape.img,drive=ditto-2gb");
  expect(status).toBe(0);
  expect(line(stdout, "Drive:")).toContain("Iomega DITTO 2GB (0x8883");
  expect(line(stdout, "Hint:")).toMatch(/cannot format/);
});

test("--json holds the same, and the exit status too", async () => {
  const good = await doctor("sim:tape.img", "--json");
  expect(JSON.parse(good.stdout)).toMatchObject({
    controller: { chip: "82077AA", maxRate: 1000 },
    drive: { vendorId: 0x11c4, rates: [1000, 500, 250] },
    cartridge: { present: true, referenced: true, standard: "QIC-40" },
    rate: 500,
    advice: [],
  });
  const bad = await doctor("sim:blank.img,cartridge=qic3020-400,chip=8272A", "--json");
  expect(bad.status).toBe(2);
  expect(JSON.parse(bad.stdout).advice[0]).toMatchObject({ kind: "problem" });
});

test("options say where to look", async () => {
  const { stdout } = await doctor("sim:tape.img,board=fc-20,unit=2");
  expect(line(stdout, "Controller:")).toMatch(/at 0x180 \(fc20\)/);
  expect(line(stdout, "Drive:")).toMatch(/as unit 2/);
});

test("nothing is moved, and the image stays as it is", async () => {
  const before = await runInside("ftmt", ["-f", "tape.img", "tell"]);
  await doctor("sim:tape.img");
  expect(await runInside("ftmt", ["-f", "tape.img", "tell"])).toEqual(before);
});

describe("behind qtest", () => {
  const served = async (machine: Parameters<typeof listenQtest>[0]) => {
    const listener = await listenQtest(machine, "127.0.0.1:0");
    onTestFinished(() => listener.close());
    return `qtest:${listener.address}`;
  };

  test("a drive without a cartridge", async () => {
    const { status, stdout } = await doctor(await served(createSimulator()));
    expect(status).toBe(0);
    expect(line(stdout, "Cartridge:")).toBe("Cartridge:    none");
    expect(line(stdout, "Hint:")).toMatch(/cartridge/);
  });

  test("a controller without a tape drive", async () => {
    const { status, stdout } = await doctor(`${await served(createSimulator())},unit=3`);
    expect(status).toBe(2);
    expect(line(stdout, "Controller:")).toContain("82077AA");
    expect(line(stdout, "Drive:")).toMatch(/no tape drive answers/);
    expect(line(stdout, "Problem:")).toMatch(/\w/);
  });

  test("a machine without a controller", async () => {
    const { status, stdout } = await doctor(await served(createSimulator({ board: boards.fc20 })));
    expect(status).toBe(2);
    expect(line(stdout, "Controller:")).toMatch(/0x3f0/);
    expect(line(stdout, "Drive:")).toBe("Drive:        not looked for");
  });

  test("nobody there", async () => {
    const listener = await listenQtest(createSimulator(), "127.0.0.1:0");
    await listener.close();
    const { status, stderr } = await doctor(`qtest:${listener.address}`);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `floppytape: qtest:${listener.address}: cannot be opened: no qtest server at ${listener.address}: nobody listens there\n`,
    );
    expect((await doctor(`qtest:${join(folder, "none.sock")}`)).stderr).toMatch(
      /there is no such socket/,
    );
  });
});

test.each([
  [
    ["tape.img"],
    2,
    /has no controller whose registers can be seen; sim:PATH and qtest:ADDRESS have/,
  ],
  [["sim:none.img"], 2, /^floppytape: sim:none\.img: no such file; /],
  [
    ["sim:tape.img,drive=foo"],
    2,
    /^floppytape: sim:tape\.img,drive=foo: drive is one of colorado-dj20, /,
  ],
  [["sim:tape.img,driv=foo"], 2, /simulated drives have no option driv, only /],
  [["qtest:5000"], 2, /qtest: needs HOST:PORT/],
  [[], 1, /missing operand: DEVICE/],
])("doctor %j ends with %i", async (args, status, words) => {
  const ended = await doctor(...args);
  expect(ended.status).toBe(status);
  expect(ended.stderr).toMatch(words);
  expect(ended.stdout).toBe("");
});
