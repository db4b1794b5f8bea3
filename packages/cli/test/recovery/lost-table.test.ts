import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";
import { fillCartridge, tarOf } from "./filled-cartridge.js";

const SegmentBytes = 32768;

const folder = temporaryFolder();
const floppytape = (...args: string[]) => runInside("floppytape", args);
const at = (name: string) => join(folder, name);
const text = Buffer.from("Dear Ada, ".repeat(5000));
let image: string;

beforeAll(async () => {
  const bytes = await tarOf([
    { name: "one.txt", text: text.toString() },
    { name: "two.txt", text: text.toString() },
  ]);
  image = await fillCartridge(folder, "attic.img", [{ bytes }]);
});

function damaged(name: string, damage: (bytes: Buffer) => void): string {
  const bytes = readFileSync(image);
  damage(bytes);
  writeFileSync(at(name), bytes);
  return at(name);
}

test("a table of zeros hides no files, and ls says how to look for them", async () => {
  const empty = damaged("empty.img", (bytes) => bytes.fill(0, 2 * SegmentBytes, 3 * SegmentBytes));
  expect(await floppytape("ls", empty)).toMatchObject({
    status: 0,
    stderr: expect.stringContaining("'floppytape ls --files' looks whether there are data"),
  });
  const listed = await floppytape("ls", empty, "--files");
  expect(listed.stdout).toMatch(
    /one\.txt\n.*two\.txt\nthe volume table in segment 2 lists no volume/,
  );
  const extracted = await floppytape("extract", empty, "-o", at("empty"));
  expect(extracted.stdout).toContain("the volume table in segment 2 lists no volume");
  expect(readFileSync(at("empty/two.txt")).equals(text)).toBe(true);
});

test("without a table everything that looks at segments does its work, and names it", async () => {
  const lost = damaged("lost.img", () => {});
  const table = 2 * SegmentBytes;
  writeFileSync(`${lost}.map`, `0x0 + 1\n0x0 ${table} +\n${table} ${SegmentBytes} -\n`);
  const found = expect.stringContaining("the volume table in segment 2 cannot be used");
  const verified = await floppytape("verify", lost);
  expect(verified).toMatchObject({ status: 3, stderr: found });
  expect(verified.stdout).toContain("Lost: segments 2\n");
  expect(await floppytape("map", lost)).toMatchObject({ status: 3, stderr: found });
  const { status, stdout } = await floppytape("advise", lost, "--json");
  expect(status).toBe(3);
  expect(JSON.parse(stdout).rereads).toMatchObject([{ segment: 2, holds: "table", volumes: [0] }]);
  expect((await floppytape("repair", lost, at("repaired.img"))).status).toBe(3);
  expect((await floppytape("info", lost)).stderr).toContain("find volumes without it");
});

test("a table of zeros hides no segments from those that look at them", async () => {
  const empty = damaged("zeros.img", (bytes) => bytes.fill(0, 2 * SegmentBytes, 3 * SegmentBytes));
  const verified = await floppytape("verify", empty);
  expect(verified).toMatchObject({ status: 0, stderr: expect.stringContaining("lists no volume") });
  expect(verified.stdout).toBe((await floppytape("verify", image)).stdout);
});

test("a cartridge without data has no files", async () => {
  const blank = await fillCartridge(folder, "blank.img", []);
  const extracted = await floppytape("extract", blank, "-o", at("blank"));
  expect(extracted).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^[^\n]*0 files[^\n]*\n$/),
  });
});

test("what belongs to no file is told of, and what to do about it", async () => {
  // Segment 3 stands in the place of segment 4, too, with sound parity: the second header is gone.
  const swapped = damaged("swapped.img", (bytes) =>
    bytes.copy(bytes, 4 * SegmentBytes, 3 * SegmentBytes, 4 * SegmentBytes),
  );
  const extracted = await floppytape("extract", swapped, "-o", at("swapped"));
  expect(extracted).toMatchObject({
    status: 3,
    stdout: expect.stringContaining("'floppytape read' gives volume 0 as it is\n"),
  });
  expect((await floppytape("ls", swapped, "--check")).status).toBe(3);
  expect((await floppytape("report", swapped, "-o", at("swapped.html"))).status).toBe(3);
});
