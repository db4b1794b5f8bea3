import assert from "node:assert/strict";
import type { RecordedVolume } from "@floppytape/rescue/contents";
import type { Tally } from "../campaign.js";
import { assertRight, type ReadEntry } from "./check-entries.js";
import type { TrueCartridge, TrueFile } from "./true-cartridge.js";
import type { VolumeFates } from "./volume-fates.js";

/** A file and the fates of the bytes of its volume. */
export interface SoughtFile {
  readonly file: TrueFile;
  readonly fates: VolumeFates;
  /** Its volume is. Where that is not seen, headers of files may stand between compressed bytes. */
  readonly compressed: boolean;
}

/**
 * Where no table tells what there is, everything that has the name of a file is that file. Of a volume
 * that was taken for longer than it is, places that nothing confirms are told to be doubtful.
 */
export async function checkFound(
  volume: RecordedVolume,
  entries: readonly ReadEntry[],
  sought: readonly SoughtFile[],
  tally: Tally,
): Promise<void> {
  const { findings } = await volume.contents();
  if (findings.some(({ code }) => code === "DIRECTORY_DISPLACED")) return;
  const files = new Map(sought.map((one) => [one.file.path, one]));
  for (const read of entries) {
    const { path } = read.entry;
    const one = path === "" ? undefined : files.get(path);
    if (one === undefined) continue;
    const { file, fates, compressed } = one;
    if (compressed && read.entry.carved) continue;
    const { doubtful } = fates(file.from, file.from + file.contents.length);
    assertRight(read, file, doubtful, `${path}, found`);
    tally.add("files found without a table");
  }
}

/** Archives of which nothing is lost, nor in doubt, are found with all their files. */
export function checkAllFound(
  entries: readonly ReadEntry[],
  { volumes }: TrueCartridge,
  fates: readonly VolumeFates[],
): void {
  const found = new Set(entries.map(({ entry }) => entry.path));
  for (const [index, { kind, compressed, content, files }] of volumes.entries()) {
    const { whole, doubtful } = fates[index]!(0, content.length);
    if (compressed || (kind !== "tar" && kind !== "cpio") || !whole || doubtful.length > 0)
      continue;
    for (const { path } of files) assert(found.has(path), `${kind} ${path} is not found`);
  }
}
