import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { placeCartridge } from "./cartridge-fixture.js";
import { testCommands } from "./command-case.js";
import { run, temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const rule = "-".repeat(80);
const heading = ` Nr  Id          Label                   Date           Start      End    Space\n${rule}\n`;
const row = '  0 VTBL "zftape volume 000     "  00:00:00 01/01/70        3       23   17.80%\n';
const zeros = (count: number) => Array(count).fill("0x00").join(" ");
const vendor = [..."LINUX ZFT"].map((c) => `0x${c.charCodeAt(0).toString(16)}`).join(" ");
const tagged = `VTBL START 2 119
ENTRY 0
SIGNATURE "VTBL"
START 3
END 23
NUM_SEGMENTS 21
DESCRIPTION "zftape volume 000                           "
DATE "00:00:00 01/01/70"
FLAG_VENDOR_SPECIFIC 0
FLAG_MULTI_CARTRIDGE 0
FLAG_NOT_VERIFIED 1
FLAG_REDIRECTION_INHIBIT 0
FLAG_SEGMENT_SPANNING 1
FLAG_DIRECTORY_LAST 0
FLAG_RESERVED_6 0
FLAG_RESERVED_7 0
MULTI_CARTRIDGE_COUNT 1
VENDOR_EXTENSION "${vendor} 0x00 0x00 0x04 0x00 0x01 ${zeros(12)}"
PASSWORD "${zeros(8)}"
DIRECTORY_SIZE 0
DATA_SIZE 623616
OS_VERSION 0x0000
SOURCE_DRIVE ""
DEVICE 0x00
RESERVED_1 0x00
COMPRESSION_FLAGS 0x3f
FORMAT 0x00
RESERVED_2 0x00
RESERVED_3 0x00
ENTRY END
VTBL END
`;

describe("printing", () => {
  placeCartridge(folder, "crc-damaged");
  placeCartridge(folder, "q3020-fixedbad");
  testCommands(
    () => folder,
    [
      { title: "the table", line: "vtblc -f crc-damaged.img", stdout: heading + row },
      { title: "the table, asked for", line: "vtblc -f crc-damaged.img -p", stdout: heading + row },
      { title: "tagged", line: "vtblc -f crc-damaged.img --print=tagged", stdout: tagged },
      {
        title: "tagged, short and attached",
        line: "vtblc -f crc-damaged.img -ptagged",
        stdout: tagged,
      },
      {
        title: "by its older name",
        line: "vtblc -f crc-damaged.img --print=parsable",
        stdout: tagged,
      },
      {
        title: "as JSON",
        line: "vtblc -f crc-damaged.img --json",
        stdout:
          /"description":"zftape volume 000","date":"00:00:00 01\/01\/70","flags":20,"dataBytes":623616/,
      },
      {
        title: "the bad sector map, with the standard's share apart",
        line: "vtblc -f q3020-fixedbad.img --bsm",
        stdout:
          /^Segment {9}Map {2}Bad sectors\n(?:.*\n)*Bad sectors: 2784 prescribed by the standard, \d+ found\n$/,
      },
    ],
  );
});

describe("editing", () => {
  const image = "crc-damaged.img";
  const vtblc = (...args: string[]) => run(folder, "vtblc", ["-f", image, ...args]);
  const entries = () => JSON.parse(vtblc("--json").stdout).entries;
  const content = () => readFileSync(join(folder, image));
  beforeEach(() => {
    placeCartridge(folder, "crc-damaged");
  });

  test("a label replaces the old one, and nothing else changes", () => {
    const [before] = entries();
    expect(vtblc("-#0", "--modify", "label=Letters").status).toBe(0);
    const [after] = entries();
    expect(after.description).toBe("Letters");
    expect(after.bytes.slice(0, 16)).toBe(before.bytes.slice(0, 16));
    expect(after.bytes.slice(104)).toBe(before.bytes.slice(104));
  });

  test("a date is taken in its historic form", () => {
    expect(vtblc("--modify", "date=17:21:05 05/03/94").status).toBe(0);
    expect(entries()[0].date).toBe("17:21:05 05/03/94");
    expect(vtblc("--modify", "date=17:21:05 02/31/94").stderr).toContain(
      "expected HH:MM:SS MM/DD/YY",
    );
  });

  test("an entry is appended behind the last one", () => {
    expect(vtblc("--append", "label=Second,start=24,end=30").status).toBe(0);
    expect(entries()[1]).toMatchObject({
      firstSegment: 24,
      lastSegment: 30,
      description: "Second",
      flags: 0x14,
    });
    expect(vtblc("--truncate=1").status).toBe(0);
    expect(entries()).toHaveLength(1);
  });

  test("--truncate without a number removes the last entry", () => {
    expect(vtblc("--truncate").status).toBe(0);
    expect(vtblc().stdout).toBe(heading);
    expect(vtblc("--truncate")).toMatchObject({ status: 2 });
  });

  test("--dry-run shows the table that would be, and writes nothing", () => {
    const before = content();
    expect(vtblc("--truncate", "--dry-run").stdout).toBe(heading);
    expect(content().equals(before)).toBe(true);
  });

  test("tagged input changes only what it names", () => {
    const [before] = entries();
    const input = 'VTBL START\n# remark\nENTRY 0\nDESCRIPTION "A # is text"\nENTRY END\nVTBL END\n';
    const done = run(folder, "vtblc", ["-f", image, "--modify", "tagged"], { stdin: input });
    expect(done).toMatchObject({ status: 0, stdout: "", stderr: "" });
    const [after] = entries();
    expect(after.description).toBe("A # is text");
    expect(after.bytes.slice(104)).toBe(before.bytes.slice(104));
  });

  test.each([
    [
      "label",
      ["--append", "start=20,end=30"],
      /entry 1: segments 20 to 30: the first must be greater than 23/,
    ],
    ["end", ["--append", "start=30,end=120"], /the last data segment is 119/],
    ["order", ["--append", "start=30,end=29"], /ends before it starts/],
    [
      "range",
      ["--append", "start=70000,end=70001"],
      /start='70000': expected a whole number from 0 to 65535/,
    ],
    [
      "number",
      ["-#5", "--modify", "label=x"],
      /there is no entry 5: the volume table has entries 0 to 0/,
    ],
    ["count", ["--truncate=2"], /--truncate=2: the volume table has only 1 entries/],
  ])("a wrong %s is refused and nothing written", (_name, args, message) => {
    const before = content();
    const done = vtblc(...args);
    expect(done.status).toBeGreaterThan(0);
    expect(done.stderr).toMatch(message);
    expect(content().equals(before)).toBe(true);
  });

  test.each([
    ["VTBL START\nENTRY 0\nFOO 1\nENTRY END\nVTBL END\n", /line 3: unknown keyword FOO/],
    [
      "VTBL START\nENTRY 0\nSTART abc\nENTRY END\nVTBL END\n",
      /line 3: START can't be abc; it is 3 now/,
    ],
    ["VTBL START\nENTRY 0\n", /the text ends before VTBL END/],
    ["ENTRY 0\n", /line 1: expected VTBL START/],
    ["VTBL START\nENTRY 0\nENTRY 1\n", /line 3: entry of line 2 has no ENTRY END/],
    ["VTBL START\nVTBL END\nVTBL END\n", /nothing may follow VTBL END/],
    ["VTBL START\nENTRY 7\nENTRY END\nVTBL END\n", /entry 7 would leave a gap/],
    [
      'VTBL START\nENTRY 0\nSIGNATURE "XTBL"\nSTART 3\nENTRY END\nVTBL END\n',
      /takes only ENTRY_DATA, not START/,
    ],
  ])("tagged input %j is refused with its line", (stdin, message) => {
    const before = content();
    const done = run(folder, "vtblc", ["-f", image, "--modify", "tagged"], { stdin });
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(message);
    expect(content().equals(before)).toBe(true);
  });
});
