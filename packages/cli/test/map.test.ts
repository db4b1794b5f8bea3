import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

describe("map", () => {
  run(folder, "floppytape", ["format", "wide.img", "--cartridge=qic80-307"]);
  run(folder, "floppytape", ["write", "wide.img"], { stdin: noise(1_000_000) });
  const lines = (...options: string[]) =>
    run(folder, "floppytape", ["map", "wide.img", ...options]).stdout.split("\n");

  test("has a character a segment in a file", () => {
    expect(lines()[0]).toBe(`  0 > ${".".repeat(37)}${"-".repeat(113)}`);
  });

  test("puts several segments into a character where lines are shorter, the worst of them", () => {
    const narrow = lines("--columns=80");
    expect(narrow[0]).toBe(`  0 > ${".".repeat(13)}${"-".repeat(37)}`);
    expect(narrow).toContain("Each character is 3 segments and shows the worst of them.");
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(81);
    expect(lines("--columns=40")[27]).toBe(` 27 < ${"-".repeat(30)}`);
  });

  test("keeps all segments apart in JSON", () => {
    const { tracks } = JSON.parse(
      run(folder, "floppytape", ["map", "wide.img", "--columns=40", "--json"]).stdout,
    );
    expect(tracks[0].segments).toHaveLength(150);
  });

  // script(1) makes the terminal that the width is asked of.
  test.runIf(existsSync("/usr/bin/script"))("fits the width of a terminal", () => {
    const bin = new URL("../bin/floppytape.js", import.meta.url).pathname;
    const command = `stty cols 60; ${process.execPath} ${bin} map wide.img`;
    const shown = execFileSync("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
    }).toString();
    const widths = shown.split("\r\n").map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(60);
    expect(shown).toContain("Each character is 3 segments");
  });

  testCommands(
    () => folder,
    [
      {
        title: "refuses widths that show nothing",
        line: "floppytape map wide.img --columns=5",
        status: 1,
        stderr: /^floppytape: --columns: '5' is not a number of columns/,
      },
      {
        title: "info names the kind of cartridge and its length",
        line: "floppytape info wide.img",
        stdout: /^length {14}307\.5 ft \(qic80-307\)$/m,
      },
      {
        title: "info estimates the length of a cartridge of no known kind",
        line: "floppytape info master.img",
        stdout: /^length {14}about 205 ft$/m,
      },
    ],
  );
});
