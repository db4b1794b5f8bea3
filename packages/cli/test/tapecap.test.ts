import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";

const folder = temporaryFolder();
const file = join(folder, "tapecap");
writeFileSync(
  file,
  `# drives of this house
mta|first drive:dv=tape.tap:so:\\
	:bs#512:tc=qic80:
qic80|QIC-80 cartridges:dt=QIC-117 floppy streamer:bs#0:
`,
);
const broken = join(folder, "broken");
writeFileSync(broken, "mta|a:dv=tape.tap:tc=nowhere:\nmtb without a colon\n");
const env = { FLOPPYTAPE_TAPECAP: file };
const tapecap = (...words: string[]) => runInside("floppytape", ["tapecap", ...words], { env });

describe("tapecap check", () => {
  test("says nothing of a file without fault", async () => {
    expect(await tapecap("check", file)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("names file, line and rule of what is wrong", async () => {
    const { status, stdout } = await tapecap("check", file, broken);
    expect(status).toBe(2);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toContainEqual(
      expect.stringMatching(/^\/.*\/broken:1: error: .*nowhere.* \[tc-missing\]$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^\/.*\/broken:2: error: .* \[header-without-colon\]$/),
    );
    const { findings } = JSON.parse((await tapecap("check", broken, "--json")).stdout);
    expect(findings).toContainEqual({
      path: broken,
      line: 1,
      rule: "tc-missing",
      severity: "error",
      message: expect.any(String),
    });
  });

  test("says so of a file that is not there", async () => {
    expect(await tapecap("check", join(folder, "none"))).toMatchObject({
      status: 2,
      stderr: `floppytape: ${join(folder, "none")}: no such file\n`,
    });
  });
});

describe("tapecap show", () => {
  test("shows each value with the line that it came from, and those that came too late", async () => {
    const { status, stdout } = await tapecap("show", "mta[:ts#60000]");
    expect(status).toBe(0);
    const lines = stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  "));
    expect(lines.slice(0, 3)).toEqual([
      "names  mta",
      `entries  ${file}:2, ${file}:4`,
      `device  ${join(folder, "tape.tap")} tap (record-image)`,
    ]);
    expect(lines).toContain("ts#60000  command line  capacity in kB");
    expect(lines).toContain(`dv=tape.tap  ${file}:2  device that does not rewind at close`);
    expect(lines).toContain(`dt=QIC-117 floppy streamer  ${file}:4  kind of drive`);
    const late = lines.indexOf("not used, since given before:");
    expect(lines[late + 2]).toMatch(new RegExp(`^bs#0  ${file}:4  `));
  });

  test("as JSON", async () => {
    expect(JSON.parse((await tapecap("show", "mta", "--json")).stdout)).toMatchObject({
      name: "mta",
      names: ["mta"],
      target: { kind: "record-image", path: join(folder, "tape.tap"), format: "tap" },
      fields: expect.arrayContaining([
        { field: "bs#512", code: "bs", meaning: expect.any(String), source: `${file}:3` },
      ]),
      shadowed: [{ field: "bs#0", source: `${file}:4` }],
    });
  });

  test("of a file that is named, and of an entry that is broken", async () => {
    const { status, stderr } = await tapecap("show", "mta", "-f", broken);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^floppytape: mta: \/.*\/broken:1: .*nowhere/);
  });

  test("of a name that there is not", async () => {
    expect(await tapecap("show", "mtz")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /^floppytape: mtz: no tapecap file has this name; .*FLOPPYTAPE_TAPECAP/,
      ),
    });
    expect(await tapecap("show", "mta", "mtb")).toMatchObject({ status: 1 });
  });
});

test("every command takes the names", async () => {
  const ftmt = (...words: string[]) => runInside("ftmt", ["-f", "mta", ...words], { env });
  expect(await ftmt("weof", "2")).toMatchObject({ status: 0, stderr: "" });
  expect((await ftmt("tell")).stdout).toBe("At block 2.\n");
  const status = await ftmt("status");
  expect(status.stdout).toMatch(/^drive type = 114\n.*tape online \* \)\n$/s);
  expect(status.stderr).toBe(
    "ftmt: note: a record image answers neither MTIOCVOLINFO (volinfo) nor MTIOCGETSIZE (getsize)\n",
  );
  expect(await ftmt("volinfo")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^ftmt: mta: Invalid argument\nftmt: hint: volinfo is asked by MTIOCVOLINFO/,
    ),
  });
  expect(await ftmt("fsf", "5")).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(
      /^ftmt: mta: Input\/output error\nftmt: hint: .*\(asked: fsf 5; the tape is in file 2 at block 0, .*at end of recorded data\)\n$/,
    ),
  });
});
