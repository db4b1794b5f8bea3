import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gnuCalls, type Recorded, stCalls } from "./mt-recorded.js";
import { temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const calledAs = "mt";
const plain = join(folder, "plain");
writeFileSync(plain, "");

/** The path of a program of this machine. */
function find(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(":")
    .map((place) => join(place, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false; // not there
      }
    });
}

/** Everything that needs no tape, said by the real program: that is what ours is tested with. */
function compare(name: string, calls: readonly Recorded[]): void {
  const path = find(name);
  if (path === undefined) {
    test.skip(`there is no ${name} here`, () => {});
    return;
  }
  // GNU mt begins its messages with the name that it was called by.
  mkdirSync(join(folder, name));
  symlinkSync(path, join(folder, name, calledAs));
  const env = { LC_ALL: "C", PATH: join(folder, name) };
  describe(`${name} says what was recorded:`, () => {
    test.each(calls.filter(([line]) => !line.includes("IMAGE")))(
      "%s",
      (line, status, stdout, stderr) => {
        const words = line === "" ? [] : line.replaceAll("PLAIN", plain).split(" ");
        const ended = spawnSync(calledAs, words, { env, encoding: "utf8" });
        expect({ status: ended.status, stdout: ended.stdout, stderr: ended.stderr }).toEqual({
          status,
          stdout,
          stderr: stderr.replaceAll("PLAIN", plain),
        });
      },
    );
  });
}

compare("mt-gnu", gnuCalls);
compare("mt-st", stCalls);
