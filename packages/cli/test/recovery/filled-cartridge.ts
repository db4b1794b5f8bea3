import { join } from "node:path";
import { type Header, pack } from "tar-stream";
import { runInside } from "../run-inside.js";
import { smallParameters } from "../small-cartridge.js";

/** A member of a tar archive to be: its contents are text. */
export type TarMember = Partial<Header> & { readonly name: string; readonly text?: string };

/** When everything in these archives was written. */
export const memberDate = new Date(Date.UTC(1994, 4, 3, 17, 21, 8));

/** A tar archive, with any names. */
export async function tarOf(members: readonly TarMember[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { text = "", ...header } of members)
    archive.entry({ mtime: memberDate, ...header }, text);
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** A volume to be: what is written, and the options of `floppytape write`. */
export interface FilledVolume {
  readonly bytes: Uint8Array;
  readonly options?: readonly string[];
}

/** Makes a small cartridge with volumes in a folder, and returns its path. */
export async function fillCartridge(
  folder: string,
  name: string,
  volumes: readonly FilledVolume[],
): Promise<string> {
  const path = join(folder, name);
  const parameters = `--format-parameters=${smallParameters}`;
  const made = await runInside("ftformat", ["-f", path, "-m", "force", parameters]);
  if (made.status !== 0) throw new Error(made.stderr);
  for (const { bytes, options = [] } of volumes) {
    const done = await runInside("floppytape", ["write", path, ...options], { stdin: bytes });
    if (done.status !== 0) throw new Error(done.stderr);
  }
  return path;
}
