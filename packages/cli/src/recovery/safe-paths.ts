import { createDosAliases } from "./dos-aliases.js";
import { foldedName, numbered, safePart, utf8Bytes } from "./safe-names.js";

/**
 * Gives every path of a recording one that is safe to write: relative, without `..`, on every common
 * system, and with none but itself even where case, accents or DOS names are not told apart. Which path
 * it gives depends on nothing but what was asked for before.
 */
export interface SafePaths {
  /** A folder, with all above it; `""` for the root. The same path gives the same folder. */
  folder(path: string): string;
  /** A new file, or whatever else is none of the folders, with the folders above it. */
  file(path: string): string;
  /** What {@link folder} or, last, {@link file} gave for a path. */
  find(path: string): string | undefined;
}

interface Folder {
  readonly path: string;
  readonly depth: number;
  /** By the part as recorded. */
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, string>;
  readonly taken: Set<string>;
  readonly numbers: Map<string, number>;
  readonly aliases: ReturnType<typeof createDosAliases>;
}

/** With the longest name in it a path stays below what systems take: 1024 bytes. */
const MostFolderBytes = 700;
const MostDepth = 64;

/** No paths yet. */
export function createSafePaths(): SafePaths {
  const root = emptyFolder("", 0);

  /** Folders too deep or too long stay out: what is in them goes to the last one that fits. */
  const folderOf = (parts: readonly string[]): Folder => {
    let folder = root;
    for (const part of parts) {
      const known = folder.folders.get(part);
      if (known === undefined && folder.depth >= MostDepth) break;
      const next = known ?? addFolder(folder, part);
      if (next === undefined) break;
      folder = next;
    }
    return folder;
  };

  return {
    folder: (path) => folderOf(partsOf(path)).path,
    file(path) {
      const parts = partsOf(path);
      const last = parts.pop() ?? "unnamed";
      const folder = folderOf(parts);
      const written = joined(folder, freeName(folder, safePart(last) ?? last));
      folder.files.set(last, written);
      return written;
    },
    find(path) {
      const parts = partsOf(path);
      const last = parts.pop();
      if (last === undefined) return root.path;
      let folder: Folder | undefined = root;
      for (const part of parts) folder = folder?.folders.get(part);
      return folder?.files.get(last) ?? folder?.folders.get(last)?.path;
    },
  };
}

/** The parts of a path that name something. */
function partsOf(path: string): string[] {
  return path.split("/").filter((part) => safePart(part) !== undefined);
}

function addFolder(parent: Folder, part: string): Folder | undefined {
  const name = safePart(part) ?? part;
  if (utf8Bytes(parent.path) + utf8Bytes(name) > MostFolderBytes) return undefined;
  const folder = emptyFolder(joined(parent, freeName(parent, name)), parent.depth + 1);
  parent.folders.set(part, folder);
  return folder;
}

/** A name that nothing in the folder has, not even by a short name of DOS. */
function freeName(folder: Folder, name: string): string {
  const { taken, numbers, aliases } = folder;
  const key = foldedName(name);
  let number = numbers.get(key) ?? 0;
  let free = name;
  while (taken.has(foldedName(free)) || aliases.has(free)) {
    number++;
    free = numbered(name, String(number));
    // A number of seven digits is in no short name.
    if (aliases.has(free)) free = numbered(name, String(number).padStart(7, "0"));
  }
  numbers.set(key, number);
  taken.add(foldedName(free));
  aliases.add(free);
  return free;
}

function joined(folder: Folder, name: string): string {
  return folder.path === "" ? name : `${folder.path}/${name}`;
}

function emptyFolder(path: string, depth: number): Folder {
  return {
    path,
    depth,
    folders: new Map(),
    files: new Map(),
    taken: new Set(),
    numbers: new Map(),
    aliases: createDosAliases(),
  };
}
