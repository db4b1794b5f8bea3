import { describe, expect, test } from "vitest";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

describe("JSON", () => {
  copySmall(folder, "json.img");
  run(folder, "floppytape", ["write", "json.img"], { stdin: noise(20480) });

  test("of a volume read to a file: the account on standard output", () => {
    const done = run(folder, "floppytape", ["read", "json.img", "-o", "json.tar", "--json"]);
    expect(JSON.parse(done.stdout)).toMatchObject({
      volume: 0,
      bytes: 20480,
      lostBytes: 0,
      holes: [],
      read: 1,
    });
  });

  test("of a volume read to standard output: the account on standard error", () => {
    const done = run(folder, "floppytape", ["read", "json.img", "--json"]);
    expect(done.bytes).toHaveLength(20480);
    expect(JSON.parse(done.stderr)).toMatchObject({ volume: 0, bytes: 20480 });
  });

  test.each([
    [["floppytape", "write", "json.img", "-n", "--overwrite"], { volume: 0, volumesLost: 1 }],
    [["floppytape", "format", "json.img", "-n"], { dryRun: true, volumesLost: 1 }],
    [["ftformat", "-f", "json.img", "--mode=probe"], { parameters: { standard: "QIC-40" } }],
    [["ftformat", "-f", "json.img", "--dry-run"], { parameters: { standard: "QIC-40" } }],
    [["vtblc", "-f", "json.img", "-m", "label=New"], { entries: [{ description: "New" }] }],
  ] as const)("%j", ([program, ...args], expected) => {
    const done = run(folder, program, [...args, "--json"]);
    expect(JSON.parse(done.stdout)).toMatchObject(expected);
  });
});
