import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  memoryRecordFile,
  openRecordImage,
  type RecordImageFormat,
} from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { record } from "./drive.js";
import { listing } from "./listing.js";

// Programs of the emulators that the formats come from: Debian's packages simh and hercules.
const folder = mkdtempSync(join(tmpdir(), "record-image-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Declares a test that runs `program`, and is skipped, saying so, where there is none. */
function testWith(program: string, name: string, body: () => Promise<void>): void {
  const isMissing = spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0;
  const title = `${program}: ${name}`;
  test.skipIf(isMissing)(
    isMissing ? `${title} (skipped: ${program} is not installed)` : title,
    body,
  );
}

function run(program: string, ...args: string[]): { status: number | null; lines: string[] } {
  const { status, stdout } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  return { status, lines: stdout.split("\n").filter((line) => line !== "") };
}

/** Writes a tape to a file of the folder. */
async function tapeFile(
  name: string,
  format: RecordImageFormat,
  contents: string,
): Promise<string> {
  const file = memoryRecordFile();
  const image = await openRecordImage({ file, format });
  const unit = await image.open("rw");
  await record(unit, contents, MtOp.Weof);
  await unit.close();
  writeFileSync(join(folder, name), file.contents());
  return name;
}

const found = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

describe("SIMH", () => {
  testWith("mtdump", "finds our records and marks where we wrote them", async () => {
    const name = await tapeFile("a.tap", "tap", `ABCD EFG | ${"X".repeat(10240)} | |`);
    const { status, lines } = run("mtdump", name);
    expect(status).toBe(0);
    expect(lines.slice(1)).toEqual([
      "Processing tape file 1",
      "Obj 1, position 0, record 1, length = 4 (0x4)",
      "Obj 2, position 12, record 2, length = 3 (0x3)",
      "Obj 3, position 24, end of tape file 1",
      "Processing tape file 2",
      "Obj 4, position 28, record 1, length = 10240 (0x2800)",
      "Obj 5, position 10276, end of tape file 2",
      "Obj 6, position 10280, end of logical tape",
    ]);
  });

  testWith("mtcvtodd", "pads our E11 image to what we write as SIMH's", async () => {
    await tapeFile("odd.e11", "e11", "ABC EFGH |");
    run("mtcvtodd", "odd.e11");
    await tapeFile("odd.tap", "tap", "ABC EFGH |");
    expect(found("odd.new")).toEqual(found("odd.tap"));
  });

  testWith("tp512cvt", "writes an image that we read", async () => {
    writeFileSync(join(folder, "boot"), "A".repeat(512) + "B".repeat(512));
    run("tp512cvt", "boot");
    const lines = await listing(found("boot.tap"), "tap", { strict: true });
    expect(lines.slice(0, 3)).toEqual([`0 ${"A".repeat(512)}`, `520 ${"B".repeat(512)}`, "1040 |"]);
    expect(lines.at(-1)).toMatch(/ end$/);
  });
});

describe("Hercules", () => {
  testWith("tapemap", "counts our files and their records", async () => {
    const name = await tapeFile("a.aws", "aws", `ABCD EFG | ${"X".repeat(700)} | |`);
    const { status, lines } = run("tapemap", name);
    expect(status).toBe(0);
    expect(lines.filter((line) => line.startsWith("File"))).toEqual([
      "File 1: Blocks=2, block size min=3, max=4",
      "File 2: Blocks=1, block size min=700, max=700",
      "File 3: Blocks=0, block size min=0, max=0",
    ]);
  });

  testWith("hetget", "reads our data, file by file", async () => {
    const name = await tapeFile("b.aws", "aws", `ABCD EFG | ${"X".repeat(65535)} |`);
    run("hetget", "-n", name, "b.1", "1", "U", "700", "700");
    run("hetget", "-n", name, "b.2", "2", "U", "65535", "65535");
    expect(readFileSync(join(folder, "b.1"), "utf8")).toBe("ABCDEFG");
    expect(readFileSync(join(folder, "b.2"), "utf8")).toBe("X".repeat(65535));
  });

  testWith("hetinit", "labels a tape that we read, and its labels are in EBCDIC", async () => {
    run("hetinit", "-d", "label.aws", "FT0001", "NOBODY");
    const lines = await listing(found("label.aws"), "aws", { strict: true });
    expect(lines.map((line) => line.slice(0, 7))).toEqual([
      "0 åÖÓñÆ",
      "86 ÈÄÙñ",
      "172 |",
      "end 178",
    ]);
  });
});
