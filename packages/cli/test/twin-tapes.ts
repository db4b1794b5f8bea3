import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type ProgramName, temporaryFolder } from "./run-bin.js";
import { type EndedInside, type InsideOptions, runInside } from "./run-inside.js";

/** The same image twice, named `tape.img`: one is used as it is, one in the simulated drive. */
export interface TwinTapes {
  /** Folders of the two. */
  readonly homes: readonly string[];
  /**
   * Runs a command line on both, in which DEVICE stands for the tape, and expects the same words, the same exit
   * status and the same files afterwards. Resolves with what the drive's run came to.
   */
  expectSame(line: string, options?: InsideOptions): Promise<EndedInside>;
}

/** What a command says more, or otherwise, when there is a drive. Everything else is the same. */
const becauseOfTheDrive: readonly (readonly [RegExp, string])[] = [
  // The drive's own name and id.
  [/^This is a .* floppy tape drive, \(drive type = 0x[0-9a-f]+\)$/m, "This is DRIVE"],
  [/^Tape drive type: .*$/m, "Tape drive type: DRIVE"],
  [/"driveType":\d+,"driveName":"[^"]+"/, '"driveType":0,"driveName":"DRIVE"'],
  [/"kind":"cartridge in a drive"/, '"kind":"cartridge image"'],
  // Its configuration, and what it found out of the tape. The status itself is the same.
  [/^(drive status {9}= 0x)[0-9a-f]{6}([0-9a-f]{2})$/m, "$1------$2"],
  [/"driveStatus":\d+/, '"driveStatus":0'],
  // Rates, and how long the tape takes.
  [/\nStreaming:\n(?:.* = .*\n)+/, ""],
  [/"streaming":(?:null|\{[^}]*\})/, '"streaming":null'],
  // A tape that backs up to try a sector again.
  [/; the tape had to stop and back up (?:once|\d+ times)$/m, ""],
  // What a drive does to format, and that it reads what was formatted.
  [/^Calibrating tape length \.\.\. got \d+ segments\n/m, ""],
  [/^Writing reference bursts \.\.\. done\.\n/m, ""],
  [/^Verifying track \d+, segment \d+\n/m, ""],
];

function comparable({ status, stdout, stderr }: EndedInside): EndedInside {
  const same = (text: string) =>
    becauseOfTheDrive
      .reduce((left, [pattern, word]) => left.replace(pattern, word), text)
      .replaceAll("sim:", "");
  return { status, stdout: same(stdout), stderr: same(stderr) };
}

/** Names and contents of files; a unit's state belongs to its drive. */
function filesOf(home: string): Map<string, Buffer> {
  const names = readdirSync(home).filter((name) => !name.endsWith(".state"));
  return new Map(names.sort().map((name) => [name, readFileSync(join(home, name))]));
}

/** Makes two empty folders for the tests of a file. */
export function twinTapes(): TwinTapes {
  const folder = temporaryFolder();
  const image = join(folder, "image");
  const drive = join(folder, "drive");
  const workingFolder = process.cwd();
  for (const home of [image, drive]) mkdirSync(home);
  afterAll(() => process.chdir(workingFolder));

  const run = (home: string, device: string, line: string, options?: InsideOptions) => {
    process.chdir(home);
    const [program = "", ...words] = line.split(" ");
    const args = words.map((word) => word.replace("DEVICE", device));
    return runInside(program as ProgramName, args, options);
  };
  return {
    homes: [image, drive],
    async expectSame(line, options) {
      const bare = await run(image, "tape.img", line, options);
      const driven = await run(drive, "sim:tape.img", line, options);
      expect(comparable(driven), line).toEqual(comparable(bare));
      const [left, right] = [filesOf(image), filesOf(drive)];
      expect([...right.keys()], line).toEqual([...left.keys()]);
      for (const [name, bytes] of left)
        expect(right.get(name)?.equals(bytes), `${name} after: ${line}`).toBe(true);
      return driven;
    },
  };
}
