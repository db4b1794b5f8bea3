import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ended, noise, run, start, temporaryFolder } from "../run-bin.js";
import { formatSmall } from "../small-cartridge.js";

const folder = temporaryFolder();
const file = (name: string) => readFileSync(join(folder, name));
/** Segments that fail, some for good, one in the last of a track, where searches end with the tape. */
const places = { 9: [3], 23: [4, 5, 6, 7], 24: [0, 30], 31: [8], 50: [1, 2, 3, 4, 5], 78: [31] };
const faults = Object.entries(places).flatMap(([segment, sectors]) =>
  sectors.map((sector) => ({
    kind: Number(segment) === 31 ? "idLost" : "dataCrc",
    where: { segment: Number(segment), sector },
  })),
);

beforeAll(() => {
  formatSmall(folder, "tape.img");
  writeFileSync(join(folder, "faults.json"), JSON.stringify(faults));
  run(folder, "floppytape", ["write", "tape.img"], { stdin: noise(2_200_000) });
});

/** Starts a rescue and kills it when its trace has told of so many segments; "ended" when it was done before. */
async function killedAfter(args: readonly string[], segments: number): Promise<"killed" | "ended"> {
  const child = start(folder, "floppytape", [...args, "--trace=7"]);
  child.stdin.end();
  let told = "";
  let count = 0;
  child.stderr.on("data", (piece: Buffer) => {
    told += piece.toString("latin1");
    const lines = told.split("\n");
    told = lines.pop() ?? "";
    count += lines.filter((line) => /trace 7: segment \d+ read/.test(line)).length;
    if (count >= segments) child.kill("SIGKILL");
  });
  return (await ended(child)) === "SIGKILL" ? "killed" : "ended";
}

test.each([1, 2, 3, 4])(
  "killed again and again (seed %i), it ends as if nothing had happened",
  async (seed) => {
    const device = "sim:tape.img,faults=faults.json";
    if (!existsSync(join(folder, "whole.img")))
      expect(run(folder, "floppytape", ["rescue", device, "whole.img"]).status).toBe(3);
    let state = seed;
    let kills = 0;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return 2 + ((state >>> 16) % (kills < 4 ? 30 : 120));
    };
    while ((await killedAfter(["rescue", device, "out.img"], next())) === "killed") {
      kills++;
      expect(kills).toBeLessThan(200);
      expect(existsSync(join(folder, "out.img"))).toBe(false);
    }
    expect(kills).toBeGreaterThan(2);
    expect(file("out.img").equals(file("whole.img"))).toBe(true);
    expect(file("out.img.map").equals(file("whole.img.map"))).toBe(true);
    expect(readdirSync(folder).filter((name) => /part|lock|new$/.test(name))).toEqual([]);
    for (const name of ["out.img", "out.img.map"]) rmSync(join(folder, name));
  },
);
