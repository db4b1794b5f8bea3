import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { noise, run, temporaryFolder } from "../run-bin.js";

const folder = temporaryFolder();
const segmentBytes = 32768;
const file = (name: string) => readFileSync(join(folder, name));
const hasDdrescue = spawnSync("ddrescuelog", ["--version"]).status === 0;

/** Segments from 20 on, every 47th: with so many bad sectors, in turn. */
const damaged = Array.from({ length: 88 }, (_, i) => ({
  segment: 20 + 47 * i,
  sectors: Array.from({ length: [1, 2, 3, 4, 9][i % 5]! }, (_, k) => (i * 5 + k * 3) % 32),
}));
const failed = damaged.flatMap(({ segment, sectors }) =>
  [...new Set(sectors)].map((sector) => segment * 32 + sector),
);

beforeAll(() => {
  const faults = failed.map((sector, i) => ({
    kind: ["dataCrc", "dataMarkLost", "idCrc"][i % 3],
    where: { segment: Math.floor(sector / 32), sector: sector % 32 },
  }));
  writeFileSync(join(folder, "faults.json"), JSON.stringify(faults));
  run(folder, "floppytape", ["format", "tape.img", "--cartridge=qic80-307"]);
  run(folder, "floppytape", ["write", "tape.img"], { stdin: noise(100_000_000) });
});

test("a whole cartridge in a drive, 88 segments of it damaged", () => {
  const args = ["rescue", "sim:tape.img,faults=faults.json", "out.img", "--json"];
  const { status, stdout } = run(folder, "floppytape", args);
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: "done",
    segmentCount: 4200,
    sectors: { read: 4200 * 32 - failed.length, failed: failed.length, untried: 0 },
    segments: { read: 4112, correctable: 54, lost: 34 },
  });
  const expected = file("tape.img");
  for (const sector of failed) expected.fill(0, sector * 1024, (sector + 1) * 1024);
  expect(file("out.img").equals(expected)).toBe(true);
  expect(expected.length).toBe(4200 * segmentBytes);
});

test.skipIf(!hasDdrescue)(
  `GNU ddrescuelog reads its map${hasDdrescue ? "" : " (skipped: the program is not installed)"}`,
  () => {
    const ddrescuelog = (...args: string[]) =>
      spawnSync("ddrescuelog", args, { cwd: folder, encoding: "utf8" });
    const bad = ddrescuelog("--block-size=1024", "--list-blocks=-", "out.img.map");
    expect({ status: bad.status, stderr: bad.stderr }).toEqual({ status: 0, stderr: "" });
    expect(bad.stdout.trim().split("\n").map(Number)).toEqual([...failed].sort((a, b) => a - b));
    expect(ddrescuelog("--block-size=1024", "--list-blocks=?*/", "out.img.map").stdout).toBe("");
    const told = ddrescuelog("--show-status", "out.img.map");
    expect(told.status).toBe(0);
    expect(told.stdout).toMatch(/current status: finished/);
  },
);
