import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

// Recorded from the original driver; see the README beside them.
const vectors = new URL("../../../packages/cartridge/test/vectors/", import.meta.url);

/** Puts a recorded cartridge into a folder and returns its path. */
export function recordedCartridge(folder: string, name: string): string {
  const path = join(folder, `${name}.img`);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${name}.img.gz`, vectors))));
  return path;
}
