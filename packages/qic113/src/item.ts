import type { DirectoryTree } from "./directory-tree.js";
import type { DataDescription, Entry, FileAttributes, FileDate } from "./entry.js";
import { createNameTable, safeName } from "./safe-name.js";

/** A file or directory of a file set. */
export interface FileSetItem {
  /** Place in `FileSet.items`. */
  readonly index: number;
  readonly kind: "file" | "directory" | "root";
  /** The directory that holds it; undefined at the top and for items found without a directory. */
  readonly parent: FileSetItem | undefined;
  /** As recorded. */
  readonly name: string;
  /** As recorded, from the top, the item's own name last. */
  readonly originalPath: readonly string[];
  /**
   * Relative, parted by slashes, safe to extract to and different for every item; the root and, above
   * it, the device are left out.
   */
  readonly path: string;
  /** The short name; undefined when there is none. */
  readonly dosName: string | undefined;
  /** Bytes of the contents; undefined when nothing on the tape says it. 0 for directories. */
  readonly sizeBytes: number | undefined;
  /** The backup program could not read the file: there are no contents on the tape. */
  readonly unreadable: boolean;
  readonly attributes: FileAttributes;
  readonly modified: FileDate | undefined;
  readonly created: FileDate | undefined;
  readonly accessed: FileDate | undefined;
  /** Of Extended entries: everything that systems recorded, what is not decoded here too. */
  readonly descriptions: readonly DataDescription[];
  /** The bytes of the directory entry. */
  readonly entryBytes: Uint8Array;
  /** Whether the directory lists it, or only its signature was found. */
  readonly foundBy: "directory" | "signature";
}

/** Paths are put together when asked for: in deep trees they take more room than all else. */
class Item implements FileSetItem {
  readonly kind: FileSetItem["kind"];
  readonly name: string;
  readonly dosName: string | undefined;
  readonly unreadable: boolean;
  readonly attributes: FileAttributes;
  readonly modified: FileDate | undefined;
  readonly created: FileDate | undefined;
  readonly accessed: FileDate | undefined;
  readonly descriptions: readonly DataDescription[];
  readonly entryBytes: Uint8Array;

  constructor(
    readonly index: number,
    readonly parent: FileSetItem | undefined,
    entry: Entry,
    private readonly safe: string,
    private readonly above: readonly string[],
    readonly sizeBytes: number | undefined,
    readonly foundBy: FileSetItem["foundBy"],
  ) {
    this.kind = entry.root ? "root" : entry.directory ? "directory" : "file";
    this.name = entry.name;
    this.dosName = entry.dosName;
    this.unreadable = entry.unreadable;
    this.attributes = entry.attributes;
    this.modified = entry.modified;
    this.created = entry.created;
    this.accessed = entry.accessed;
    this.descriptions = entry.descriptions;
    this.entryBytes = entry.raw;
  }

  get originalPath(): readonly string[] {
    return [...(this.parent?.originalPath ?? this.above), this.name];
  }

  get path(): string {
    if (this.kind === "root") return "";
    const above = this.parent?.path ?? this.above.map(safeName).join("/");
    return above === "" ? this.safe : `${above}/${this.safe}`;
  }
}

/** Items of a directory; `sizeOf` gives the size of a node's contents. */
export function itemsOf(
  { nodes }: DirectoryTree,
  sizeOf: (index: number) => number | undefined,
): FileSetItem[] {
  const items: FileSetItem[] = [];
  const names = createNameTable();
  nodes.forEach(({ entry, parent }, index) => {
    const safe = names.take(parent, safeName(entry.name));
    const size = entry.directory ? 0 : sizeOf(index);
    items.push(new Item(index, items[parent], entry, safe, [], size, "directory"));
  });
  return items;
}

/** What signatures show of an item. */
export interface FoundItem {
  readonly entry: Entry;
  /** Of its directory, as recorded. */
  readonly path: readonly string[];
  readonly sizeBytes: number | undefined;
}

/** Items that no directory lists, to be put behind those that one does. */
export function itemsWithoutDirectory(
  found: readonly FoundItem[],
  listed: readonly FileSetItem[],
): FileSetItem[] {
  const names = createNameTable();
  for (const { path } of listed) names.take(...split(path));
  return found.map(({ entry, path, sizeBytes }, number) => {
    const above = path[0]?.endsWith(":") ? path.slice(1) : path;
    const safe = names.take(above.map(safeName).join("/").toLowerCase(), safeName(entry.name));
    const index = listed.length + number;
    return new Item(index, undefined, entry, safe, above, sizeBytes, "signature");
  });
}

/** The directory of a path, in lower case, and its last component. */
function split(path: string): [string, string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, slash)).toLowerCase(), path.slice(slash + 1)];
}
