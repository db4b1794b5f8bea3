import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes of no pattern, the same for the same seed. */
export function noise(byteCount: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < byteCount; i++) {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    bytes[i] = state;
  }
  return bytes;
}

/** A folder of letters: short, empty, odd and longer files, about `kilobytes` in all. */
export function writeLetters(folder: string, kilobytes = 150): string {
  const letters = join(folder, "letters");
  mkdirSync(join(letters, "1994"), { recursive: true });
  writeFileSync(join(letters, "to-anna.txt"), "Dear Anna,\nall is well.\n");
  writeFileSync(join(letters, "empty"), "");
  writeFileSync(join(letters, "1994", "odd"), noise(10241, 7));
  writeFileSync(join(letters, "1994", "photo"), noise((kilobytes - 11) * 1024, 3));
  return letters;
}

/** Every file beneath a folder with its contents, by path. */
export function contentsOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (statSync(path).isFile()) found[name] = readFileSync(path).toString("base64");
  }
  return found;
}
