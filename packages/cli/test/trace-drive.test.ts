import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // of a machine that is busy with other things

const folder = temporaryFolder();
const workingFolder = process.cwd();

beforeAll(async () => {
  process.chdir(folder);
  const parameters = `--format-parameters=${smallParameters}`;
  await runInside("ftformat", ["-f", "tape.img", "-m", "force", parameters]);
});
afterAll(() => process.chdir(workingFolder));

const trace = (...args: string[]) => runInside("floppytape", ["trace", ...args]);

describe("what is done to a drive", () => {
  test("in words: find the controller, wake the drive, ask it, read a segment", async () => {
    const { status, stdout, stderr } = await trace("sim:tape.img");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const words = ["DUMP REGISTERS", "report-drive-status", "report-vendor-id", "READ DATA"];
    const places = words.map((word) => stdout.indexOf(word));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(stdout.split("\n").length).toBeLessThan(300);
  });

  test("deeper: the parts, and every access to a port", async () => {
    const lines = async (...args: string[]) =>
      (await trace("sim:tape.img", "--segment=none", ...args)).stdout.split("\n");
    const groups = await lines();
    const parts = await lines("--depth=parts");
    const accesses = await lines("--depth=accesses");
    expect(parts.length).toBeGreaterThan(2 * groups.length);
    expect(accesses.length).toBeGreaterThan(2 * parts.length);
    expect(groups.join()).not.toContain("READ DATA");
  });

  test("--json: an object a line, the same groups", async () => {
    const { stdout } = await trace("sim:tape.img,unit=0", "--segment=none", "--json");
    const groups = stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(groups.length).toBeGreaterThan(20);
    expect(groups[0]).toMatchObject({ kind: expect.any(String), text: expect.any(String) });
  });

  test("a trace that was kept explains to the same as one that is watched", async () => {
    const kept = await trace("sim:tape.img", "--output=session.trace");
    expect(kept).toEqual({ status: 0, stdout: "", stderr: "" });
    for (const options of [[], ["--json"], ["--depth=accesses"]])
      expect(await trace("--from=session.trace", ...options)).toEqual(
        await trace("sim:tape.img", ...options),
      );
    const again = await trace("sim:tape.img", "--output=session.trace");
    expect(again.status).toBe(2);
    expect(again.stderr).toMatch(/session\.trace/);
    expect((await trace("sim:tape.img", "-o", "session.trace", "--overwrite")).status).toBe(0);
  });
});

describe("damaged traces", () => {
  test("every file that is cut, bent or no trace at all is refused with its line, or explained", async () => {
    await trace("sim:tape.img", "--segment=none", "-o", "whole.trace");
    const lines = readFileSync("whole.trace", "utf8").split("\n");
    const bend = async (name: string, text: string | Uint8Array) => {
      writeFileSync(name, text);
      return trace(`--from=${name}`);
    };
    const cut = await bend("cut.trace", lines.slice(0, 40).join("\n"));
    expect(cut.status).toBe(0);
    const bent = await bend(
      "bent.trace",
      [...lines.slice(0, 7), "rubbish", ...lines.slice(8)].join("\n"),
    );
    expect(bent.status).toBe(2);
    expect(bent.stderr).toMatch(/^floppytape: bent\.trace: .*line 8/);
    for (const [name, text] of [
      ["empty.trace", ""],
      ["picture.trace", new Uint8Array(5000).fill(0xd8)],
      ["other.trace", "hello\n"],
    ] as const) {
      const { status, stderr } = await bend(name, text);
      expect(status, name).toBe(2);
      expect(stderr).toMatch(new RegExp(`^floppytape: ${name}: \\w`));
    }
  });
});

test.each([
  [[], 1, /give either a DEVICE to watch or --from=FILE/],
  [["sim:tape.img", "--from=x"], 1, /give either a DEVICE to watch or --from=FILE/],
  [["tape.img"], 2, /has no controller whose registers can be seen/],
  [
    ["sim:tape.img", "--segment=first"],
    1,
    /--segment: 'first' is neither the number of a segment nor 'none'/,
  ],
  [["sim:tape.img", "--depth=all"], 1, /--depth/],
  [["--from=none.trace"], 2, /^floppytape: none\.trace: no such file/],
  [["--from=."], 2, /^floppytape: \.: /],
  [["--from=tape.img", "--board=foo"], 1, /board/],
])("trace %j ends with %i", async (args, status, words) => {
  const { stderr, ...end } = await trace(...args);
  expect(end).toEqual({ status, stdout: "" });
  expect(stderr).toMatch(words);
  expect(existsSync("tape.img.lock")).toBe(false);
});
