import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { placeCartridge } from "../cartridge-fixture.js";
import { ended, run, start, temporaryFolder } from "../run-bin.js";

const folder = temporaryFolder();

/** Everything under a folder; reports without the moment when they were made. */
function contents(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile() && entry.name !== "batch.jsonl")
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        const text = readFileSync(path, "latin1").replace(/\d{4}-\d\d-\d\dT[\d:]+Z?/g, "(date)");
        return [
          path.slice(root.length),
          text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, "(date)"),
        ];
      }),
  );
}

test("batch that is killed again and again ends as one that was left alone", async () => {
  mkdirSync(join(folder, "shelf"));
  for (const name of ["z-norm", "crc-dead", "var-multi", "fmt6", "bad-var", "old-ftape-v2"])
    placeCartridge(join(folder, "shelf"), name);
  const alone = run(folder, "floppytape", ["batch", "shelf", "-o", "alone"]);
  expect(alone.status).toBe(3);
  let kills = 0;
  for (let afterMs = 200; ; afterMs += 150) {
    const child = start(folder, "floppytape", ["batch", "shelf", "-o", "killed"]);
    const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
    const status = await ended(child);
    clearTimeout(timer);
    if (status !== "SIGKILL") {
      expect(status).toBe(3);
      break;
    }
    kills++;
  }
  expect(kills).toBeGreaterThan(0);
  expect(contents(join(folder, "killed"))).toEqual(contents(join(folder, "alone")));
  const again = run(folder, "floppytape", ["batch", "shelf", "-o", "killed"]);
  expect(again).toMatchObject({ status: 3, stdout: alone.stdout, stderr: "" });
  rmSync(join(folder, "killed"), { recursive: true });
}, 120_000);
