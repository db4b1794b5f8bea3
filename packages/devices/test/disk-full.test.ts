import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTapeUnit } from "../src/index.js";
import { buildProgram } from "./child-program.js";
import { blocks, makeImage, readVolumes, temporaryFolder, writeVolume } from "./images.js";

const folder = mkdtempSync(join(tmpdir(), "floppytape-full-"));
let program = "";

beforeAll(async () => {
  program = await buildProgram("fill-disk", folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program where no file becomes longer than this. */
function runLimited(
  kibibytes: number,
  ...args: readonly string[]
): { code: string; message?: string } {
  const command = `ulimit -f ${kibibytes}; exec "$0" "$@"`;
  const output = execFileSync("bash", ["-c", command, process.execPath, program, ...args]);
  return JSON.parse(output.toString());
}

// Windows has no such limit.
describe.skipIf(process.platform === "win32")("where the disk is full", () => {
  test("a new image is not made, and nothing stays", () => {
    const path = join(temporaryFolder(), "new.img");
    expect(runLimited(2000, "make", path)).toMatchObject({
      code: "ENOSPC",
      message: expect.stringContaining(path),
    });
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test("an image that was there is not harmed by one that was to take its place", async () => {
    const image = await makeImage();
    await writeVolume(image, [7], { node: "qft" });
    const before = readFileSync(image);
    expect(runLimited(2000, "make", image)).toMatchObject({ code: "ENOSPC" });
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(existsSync(`${image}.new`)).toBe(false);
  });

  test("a volume ends where the file can't grow: what is on the tape is in the table", async () => {
    const image = await makeImage();
    truncateSync(image, 40 * 32768);
    const outcome = runLimited(60 * 32, "write", image);
    expect(outcome).toMatchObject({ code: "ENOSPC" });
    const [volume] = await readVolumes(image);
    const count = (volume?.length ?? 0) / 10240;
    expect(count).toBeGreaterThan(100);
    const whole = Array.from({ length: Math.floor(count) }, (_, index) => index + 1);
    expect(volume?.subarray(0, whole.length * 10240).equals(blocks(...whole))).toBe(true);
  });

  test.each(["full.tap", "full.aws", "full.e11"])(
    "%s ends with its last whole record",
    async (name) => {
      const path = join(temporaryFolder(), name);
      // No multiple of a record's length: half of one is written before the file can't grow.
      expect(runLimited(55, "record", path)).toMatchObject({ code: "ENOSPC" });
      const { unit, cutOff, release } = await openTapeUnit(path, { mode: "r" });
      expect(cutOff).toBeUndefined();
      await unit.operation(MtOp.Rewind, 1);
      const into = new Uint8Array(20480);
      const read: number[] = [];
      for (let i = 0; i < 7; i++) read.push(await unit.read(into));
      await release();
      expect(read).toEqual([10240, 10240, 10240, 10240, 10240, 0, 0]);
    },
  );
});
