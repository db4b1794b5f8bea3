import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run-bin.js";

/** 20 tracks of 4 segments: 2 header segments, the table, and 77 segments of 29696 bytes. */
export const smallParameters =
  "qic-standard=QIC-40,format-code=2,segments-per-track=4,tracks-per-tape=20";

/** Data bytes that a small cartridge has room for. */
export const smallCapacity = 77 * 29696;

/** Makes `master.img`, an empty cartridge of 2.6 MB, in a folder. */
export function formatSmall(folder: string, name = "master.img"): string {
  const made = run(folder, "ftformat", [
    "-f",
    name,
    "-m",
    "force",
    `--format-parameters=${smallParameters}`,
  ]);
  if (made.status !== 0) throw new Error(made.stderr);
  return name;
}

/** A copy of `master.img`. */
export function copySmall(folder: string, name: string): string {
  copyFileSync(join(folder, "master.img"), join(folder, name));
  return name;
}
