import type { NewItem } from "@floppytape/qic113";
import { type Random, userData } from "../seeded-random.js";

/** A file with its path, parted by slashes. */
export interface NamedFile {
  readonly path: string;
  readonly contents: Uint8Array;
}

/** So long that no two files begin alike. */
const uniqueBytes = 16;

/**
 * Two to nine files in up to three directories; names are such as DOS allows, and the same in no two
 * volumes of a cartridge.
 */
export function randomFiles(random: Random, volume: number): NamedFile[] {
  const folders = ["", "DOCS/", "DOCS/OLD/", "SRC/"].slice(0, 1 + random.below(4));
  return Array.from({ length: 2 + random.below(8) }, (_, index) => {
    const path = `${random.pick(folders)}V${volume}FILE${index}.${random.pick(["TXT", "DAT", "C"])}`;
    return { path, contents: randomContents(random) };
  });
}

/** Empty, small, or longer than a segment; no two alike. */
export function randomContents(random: Random): Uint8Array {
  const size = random.oneIn(8) ? 0 : random.below(random.pick([100, 5000, 60_000]));
  if (size === 0) return new Uint8Array(0);
  const contents = userData(random, uniqueBytes + size);
  contents.set(random.bytes(uniqueBytes));
  return contents;
}

/** The files as a tree of directories. */
export function treeOf(files: readonly NamedFile[]): NewItem[] {
  const top: NewItem[] = [];
  const levels = new Map([["", top]]);
  const levelOf = (folder: string): NewItem[] => {
    const known = levels.get(folder);
    if (known) return known;
    const items: NewItem[] = [];
    const slash = folder.lastIndexOf("/");
    levelOf(folder.slice(0, Math.max(0, slash))).push({ name: folder.slice(slash + 1), items });
    levels.set(folder, items);
    return items;
  };
  for (const { path, contents } of files) {
    const slash = path.lastIndexOf("/");
    levelOf(path.slice(0, Math.max(0, slash))).push({ name: path.slice(slash + 1), contents });
  }
  return top;
}
