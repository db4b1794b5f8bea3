import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

/** What a command writes on standard error, a line each, without the program's name. */
function traceOf(level: string, ...[program, ...args]: Parameters<typeof tracing>): string[] {
  return tracing(program, ...args, `--trace=${level}`)
    .stderr.trimEnd()
    .split("\n");
}
function tracing(program: "ftmt" | "floppytape" | "ftformat", ...args: string[]) {
  return run(folder, program, args, { stdin: noise(20480) });
}
const without = (lines: readonly string[]) => lines.map((line) => line.replace(/^\w+: /, ""));

test("level 3: the tape opened and closed, headers and table", () => {
  const image = copySmall(folder, "three.img");
  const lines = without(traceOf("3", "ftmt", "-f", image, "nop"));
  expect(lines.slice(0, 4)).toEqual([
    `trace 3: opening ${image} (r)`,
    "trace 3: header segment read: segment 0",
    "trace 3: header segment read: segment 1",
    "trace 3: volume table read: segment 2",
  ]);
  expect(lines.at(-1)).toBe(`trace 3: closed ${image} (r)`);
  const written = without(traceOf("3", "floppytape", "write", image));
  expect(written).toContain("trace 3: header segment written: segment 0");
  expect(written).toContain("trace 3: volume table written: segment 2");
});

test("level 5: operations with what came of them", () => {
  const image = copySmall(folder, "five.img");
  const lines = without(traceOf("5", "ftmt", "-f", image, "fsf", "3"));
  expect(lines).toContainEqual(expect.stringMatching(/^trace 5: operation fsf 3: EINVAL: /));
  expect(lines).not.toContainEqual(expect.stringContaining("trace 7"));
});

test("level 7: segments and blocks, and what of them failed", () => {
  const image = copySmall(folder, "seven.img");
  const lines = without(traceOf("7", "floppytape", "write", image));
  expect(lines).toContain("trace 7: write 20480 bytes: 20480");
  expect(lines).toContain("trace 7: segment 3 written");
  writeFileSync(join(folder, `${image}.map`), "0 + 1\n0 0x18000 +\n0x18000 0x400 -\n");
  expect(without(traceOf("7", "floppytape", "read", image))).toContain(
    "trace 7: segment 3 read; sectors 0 failed",
  );
});

test("formatting is traced too", () => {
  const lines = without(
    traceOf("3", "ftformat", "-f", "made.img", "--cartridge=qic40-205", "--parsable-output"),
  );
  expect(lines).toContain("trace 3: volume table written: segment 2");
});

describe("levels", () => {
  copySmall(folder, "levels.img");
  testCommands(
    () => folder,
    [
      {
        title: "FTAPE_TRACE asks for a trace",
        line: "ftmt -f levels.img nop",
        env: { FTAPE_TRACE: "3" },
        stderr: /^ftmt: trace 3: opening levels\.img \(r\)\n/,
      },
      {
        title: "--trace wins over FTAPE_TRACE",
        line: "ftmt -f levels.img --trace=2 nop",
        env: { FTAPE_TRACE: "8" },
      },
      {
        title: "an empty FTAPE_TRACE is none",
        line: "ftmt -f levels.img nop",
        env: { FTAPE_TRACE: "" },
      },
      {
        title: "options may stand in front of a command",
        line: "floppytape --trace=3 ls levels.img",
        stdout: /^Volume/,
        stderr: /trace 3: opening levels\.img/,
      },
      {
        title: "a level that is none is a mistake",
        line: "ftmt -f levels.img nop",
        env: { FTAPE_TRACE: "9" },
        status: 1,
        stderr: /^ftmt: FTAPE_TRACE: '9' is not a trace level from 0 to 8\n/,
      },
      {
        title: "--trace names itself in a complaint",
        line: "ftmt -f levels.img nop --trace=lots",
        status: 1,
        stderr: /^ftmt: --trace: 'lots' is not a trace level/,
      },
      {
        title: "setdensity is refused as a driver would, and points at FTAPE_TRACE",
        line: "ftmt -f levels.img setdensity 5",
        status: 2,
        stderr: /^ftmt: levels\.img: Invalid argument\nftmt: hint: .*FTAPE_TRACE=0\.\.8/,
      },
    ],
  );
});

describe("a drive", () => {
  const drive = (level: string, ...options: string[]) =>
    without(
      traceOf(level, "ftmt", "-f", `sim:${copySmall(folder, "drive.img")}`, "nop", ...options),
    );
  const levelsOf = (lines: readonly string[]) =>
    new Set(lines.map((line) => Number(/^trace (\d):/.exec(line)?.[1])));

  test("level 5: what is found, and the commands of the drive with its answers", () => {
    const lines = drive("5");
    expect(Math.max(...levelsOf(lines))).toBe(5);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^trace 3: \d+\.\d{3} ms drive\.found: Colorado DJ-10\/DJ-20 \(new\) on unit 0$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^trace 5: \d+\.\d{3} ms drive\.command: logical-forward$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^trace 5: \d+\.\d{3} ms drive\.report: report-vendor-id: 0x11c4$/),
    );
    expect(lines).toContain("trace 3: header segment read: segment 0");
    expect(lines).toContainEqual(
      expect.stringMatching(/^trace 3: drive: \d segments read, 0 written, /),
    );
    expect(lines.filter((line) => line.startsWith("trace 2"))).toHaveLength(1); // it was switched on
  });

  test("level 6: the controller, level 8: everything", () => {
    const six = drive("6");
    expect(Math.max(...levelsOf(six))).toBe(6);
    expect(six).toContainEqual(expect.stringMatching(/^trace 6: .* fdc\.command: 10 -> 90$/)); // VERSION
    expect(six).toContainEqual(
      expect.stringMatching(/^trace 6: .* dma\.begin: read \d+ bytes at 0x/),
    );
    expect(drive("8").length).toBeGreaterThanOrEqual(six.length);
  });

  test("level 0 tells of no bugs", () => {
    expect(drive("0")).toEqual([""]);
  });

  test("--trace-format=json, or FTAPE_TRACE_FORMAT: an object a line", () => {
    const image = copySmall(folder, "json.img");
    const env = { FTAPE_TRACE: "5", FTAPE_TRACE_FORMAT: "json" };
    const { stderr } = run(folder, "ftmt", ["-f", `sim:${image}`, "nop"], { env });
    const records = stderr
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(records[0]).toEqual({
      level: 3,
      event: "opening",
      device: "sim:json.img",
      mode: "r",
      text: "opening sim:json.img (r)",
    });
    expect(records).toContainEqual({
      level: 5,
      event: "drive.report",
      atMs: expect.any(Number),
      text: "report-vendor-id: 0x11c4",
      values: { value: 0x11c4 },
    });
    const option = run(folder, "ftmt", ["-f", image, "nop", "--trace=3", "--trace-format=json"]);
    expect(JSON.parse(option.stderr.split("\n")[0] ?? "")).toMatchObject({ event: "opening" });
  });

  testCommands(
    () => folder,
    [
      {
        title: "a format that is none is a mistake",
        line: "ftmt -f json.img nop --trace=3",
        env: { FTAPE_TRACE_FORMAT: "xml" },
        status: 1,
        stderr: /^ftmt: FTAPE_TRACE_FORMAT: 'xml' is neither 'text' nor 'json'\n/,
      },
    ],
  );
});
